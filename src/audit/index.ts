import type { LoadedConfig } from '../config/index.js';
import { configSource } from '../config/source.js';
import type { Report } from '../model/report.js';
import type { Gate } from '../model/words.js';
import type { ReadingOptions } from '../reading/index.js';
import { sourceReader } from '../reading/source.js';
import { openWorkspace, type Opened } from '../workspace/index.js';
import { leaveIndex, reportLeft } from './indexed.js';

/** The layers put together: from a directory to its report. */

export interface Audit {
  report: Report;
  /** Text of an analysed file, its path relative to the root. */
  source: (file: string) => string | undefined;
  /** What the configuration says about the exit code. */
  failOn?: Gate;
}

export interface AuditOptions extends ReadingOptions {
  /** A configuration file to use instead of the project's own, or `false` for none. */
  config?: string | false;
}

interface WorkspaceAuditOptions extends ReadingOptions {
  loaded?: LoadedConfig | undefined;
}

/**
 * Finds the state of a project that does not survive serverless. With a cache, a project that lies as the last audit left it is not judged
 * again: its report depends on nothing else.
 * @throws WorkspaceError when the directory cannot be audited at all, ConfigError when its configuration cannot be used.
 */
export async function audit(root: string, options: AuditOptions = {}): Promise<Audit> {
  const started = Date.now();
  const loaded = await configOf(root, options.config);
  const opened = openWorkspace(root, { exclude: loaded?.config.ignore ?? [] });
  const begun = { opened, loaded, given: options.config };
  const left = options.cache ? reportLeft(begun) : undefined;
  if (left) return { report: left, source: sourceReader(opened), ...gateOf(loaded) };
  const audited = await auditWorkspace(opened, { ...options, loaded });
  if (options.cache) leaveIndex({ ...audited, ...begun, started });
  return audited;
}

/** The same for a project that is open already, wherever its files are. */
export async function auditWorkspace(opened: Opened, options: WorkspaceAuditOptions = {}): Promise<Audit> {
  const { loaded } = options;
  const source = sourceReader(opened);
  // Loaded here, because most of the code is for reading and judging, and where nothing changed neither is done.
  const [{ readAll }, { reportOf }] = await Promise.all([import('../reading/index.js'), import('./judged.js')]);
  const read = await readAll(opened, source, options);
  return { report: reportOf({ opened, source, loaded, ...read }), source, ...gateOf(loaded) };
}

/** Most projects have none. */
async function configOf(root: string, given: AuditOptions['config']): Promise<LoadedConfig | undefined> {
  const source = configSource(root, given);
  return source && (await import('../config/load.js')).loadFrom(root, source);
}

const gateOf = (loaded: LoadedConfig | undefined): Pick<Audit, 'failOn'> =>
  loaded?.config.failOn === undefined ? {} : { failOn: loaded.config.failOn };
