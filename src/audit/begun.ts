import { configFrom, configSource, type LoadedConfig } from '../config/index.js';
import { readNow } from '../reading/index.js';
import type { ProjectIndex } from '../reading/project-index.js';
import { sourceReader } from '../reading/source.js';
import { openWorkspace, type Opened } from '../workspace/index.js';
import { liesAs } from './indexed.js';
import type { Read } from './judged.js';

/** How those who cannot wait begin where an audit ended. */

/** A project that an index speaks of, as it lies now. */
export interface Begun {
  opened: Opened;
  loaded: LoadedConfig | undefined;
  /** Whether everything lies as the audit left it. */
  isAsLeft: boolean;
}

/** Undefined when the configuration of the project is not the one that was run. */
export function beginFrom({ root, given, text, config, left }: ProjectIndex): Begun | undefined {
  const source = configSource(root, given);
  if (source?.text !== text) return undefined;
  const loaded = source && configFrom(root, source, config);
  const opened = openWorkspace(root, { exclude: loaded?.config.ignore ?? [] });
  return { opened, loaded, isAsLeft: liesAs(left, opened) };
}

/** Everything that was read of the project, from what was kept of its files. */
export function readBegun({ opened, loaded }: Begun): Read {
  const source = sourceReader(opened);
  return { opened, source, loaded, ...readNow(opened, source) };
}
