/** What git says of a directory. */
export { changedSince, GitError, type Changes } from './changed.js';
export { withoutGitVariables } from './environment.js';
