/** What is on disk: the one port to the outside. Everything above it works on texts and relative paths. */
export { WorkspaceError, type WorkspaceErrorCode } from './errors.js';
export { isConfig, isSource, isTest } from './file-kinds.js';
export { JsonError, parseJson } from './json.js';
export { openFile, type OpenedFile } from './open-file.js';
export { openWorkspace, type Opened, type OpenOptions } from './open-workspace.js';
export { packageFinder } from './packages.js';
export { matcherOf } from './patterns.js';
export { isByHand, readSource, type SourceRead } from './source-text.js';
