/** Files whose work may be stopped half done: an entry point reaches them whose platform freezes the instance once it has answered. */
import { freezesAfterAnswering } from '../../model/freezing.js';
import { reaches } from './imports.js';
import type { World } from './types.js';

export const mayFreeze = ({ reported, imports }: World, file: string): boolean =>
  reported.entryPoints.some((entry) => freezesAfterAnswering(entry) && reaches(imports, entry.file, file));
