/** Writing and its way back. */
export { openEdited, plannedChanges, plannedTexts, refusing, withoutStores } from './changes.js';
export { changeOf, creation, openFile, type Change, type SourceFile } from './files.js';
export { commit, recover, type Recovery, type Written } from './journal.js';
export { MigrateError, run, type Machine, type Ran } from './machine.js';
export { reversePatch } from './patch.js';
export { checkReady, checkUnchanged } from './ready.js';
export { lastRecord, undo, type Recorded, type Undone } from './undo.js';
