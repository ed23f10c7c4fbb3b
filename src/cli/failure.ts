/** How a run that could not be finished says so. */
import type { Host } from './host.js';

/** The command line asks for something that does not exist or does not go together. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A report that cannot be written. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
}

/** Errors whose message is written for the user: the place, the cause, what to do. By name, because they come from several layers. */
const explained = new Set(['UsageError', 'OutputError', 'WorkspaceError', 'ConfigError', 'GitError', 'BaselineError']);

export function failureText(error: unknown, env: Host['env']): string {
  const debug = env.COLDSTATE_DEBUG === '1';
  const message = error instanceof Error ? error.message : String(error);
  const stack = debug && error instanceof Error ? `${error.stack ?? ''}\n` : '';
  if (error instanceof Error && explained.has(error.name)) return `coldstate: ${message}\n${stack}`;
  const ask = debug ? 'Please report it with what follows.' : 'Please report it with what COLDSTATE_DEBUG=1 shows.';
  return `coldstate: internal error: ${message.replace(/[.\s]+$/, '')}. ${ask}\n${stack}`;
}

export function causeOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
