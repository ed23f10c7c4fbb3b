import { configFrom, configSource, type LoadedConfig } from '../config/index.js';
import { readNow, sourceReader } from '../reading/index.js';
import type { ProjectIndex } from '../reading/project-index.js';
import { openWorkspace, type Opened } from '../workspace/index.js';
import type { Read } from './judged.js';

/** What an audit leaves for those who cannot wait, and how they begin where it ended. */

export function indexOf(
  { root }: Opened,
  loaded: LoadedConfig | undefined,
  given: string | false | undefined,
): ProjectIndex {
  return {
    root,
    given: typeof given === 'string' ? loaded?.source.path : given,
    text: loaded?.source.text,
    config: loaded?.config,
  };
}

/** The project as it lies on disk now; undefined when its configuration is not the one that was run. */
export function readIndexed({ root, given, text, config }: ProjectIndex): Read | undefined {
  const source = configSource(root, given);
  if (source?.text !== text) return undefined;
  const loaded = source && configFrom(root, source, config);
  const opened = openWorkspace(root, { exclude: loaded?.config.ignore ?? [] });
  const textOf = sourceReader(opened);
  return { opened, source: textOf, loaded, ...readNow(opened, textOf) };
}
