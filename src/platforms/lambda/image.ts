/** A container image on Lambda's base: `CMD ["app.handler"]` is the handler string. */
import { basename } from 'node:path/posix';
import type { PackageView } from '../../model/project.js';
import { rootsOf } from '../paths.js';
import type { Declarations, DeclaredFunction } from './declared.js';

const BASE = /^FROM\s+\S*(?:aws\/)?lambda\/nodejs/im;
const COMMAND = /^CMD\s*\[\s*"([^"]+)"\s*\]/m;

const imagesOf = (view: PackageView): string[] =>
  view.configs.filter((file) => /Dockerfile/i.test(basename(file)) && BASE.test(view.read(file) ?? ''));

export const image: Declarations = {
  detect: (view) => imagesOf(view).map((file) => `${file} is an image for Lambda`)[0],
  functions: (view) =>
    imagesOf(view).flatMap((config): DeclaredFunction[] => {
      const handler = COMMAND.exec(view.read(config) ?? '')?.[1];
      if (!handler) return [];
      return [{ config, unit: handler, handler, roots: rootsOf(config, view.package.dir), triggers: [] }];
    }),
};
