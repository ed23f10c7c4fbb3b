import { CLASS_HOMES } from './homes-classes.js';
import { MODULE_HOMES } from './homes-modules.js';

export const HOMES = [...MODULE_HOMES, ...CLASS_HOMES];
