export type WorkspaceErrorCode = 'not-found' | 'not-a-directory' | 'unreadable' | 'no-source';

/** Why a directory cannot be audited at all. The message names the directory, the cause and what to do next. */
export class WorkspaceError extends Error {
  override readonly name = 'WorkspaceError';

  constructor(
    readonly code: WorkspaceErrorCode,
    readonly directory: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(`${directory}: ${message}`, options);
  }
}
