import { loadConfig, type LoadedConfig } from '../config/index.js';
import { readAll, sourceReader, type ReadingOptions } from '../reading/index.js';
import { openWorkspace, type Opened } from '../workspace/index.js';
import { leaveIndex } from './indexed.js';
import { auditRead, type Audit } from './judged.js';

export type { Audit } from './judged.js';

/** The layers put together: from a directory to its report. */

export interface AuditOptions extends ReadingOptions {
  /** A configuration file to use instead of the project's own, or `false` for none. */
  config?: string | false;
}

interface WorkspaceAuditOptions extends ReadingOptions {
  loaded?: LoadedConfig | undefined;
}

/**
 * Finds the state of a project that does not survive serverless.
 * @throws WorkspaceError when the directory cannot be audited at all, ConfigError when its configuration cannot be used.
 */
export async function audit(root: string, options: AuditOptions = {}): Promise<Audit> {
  const started = Date.now();
  const loaded = await loadConfig(root, options.config);
  const opened = openWorkspace(root, { exclude: loaded?.config.ignore ?? [] });
  const audited = await auditWorkspace(opened, { ...options, loaded });
  if (options.cache) leaveIndex({ ...audited, opened, loaded, given: options.config, started });
  return audited;
}

/** The same for a project that is open already, wherever its files are. */
export async function auditWorkspace(opened: Opened, options: WorkspaceAuditOptions = {}): Promise<Audit> {
  const source = sourceReader(opened);
  const read = await readAll(opened, source, options);
  return auditRead({ opened, source, loaded: options.loaded, ...read });
}
