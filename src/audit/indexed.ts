import { configFrom, configSource, type LoadedConfig } from '../config/index.js';
import { append } from '../model/append.js';
import type { Finding, Report } from '../model/report.js';
import { readNow, sourceReader } from '../reading/index.js';
import { keepIndex, type IndexHead, type Left, type ProjectIndex } from '../reading/project-index.js';
import { isAsStamped, stampsOf, type Stamp } from '../reading/stamps.js';
import { openWorkspace, type Opened } from '../workspace/index.js';
import type { Read } from './judged.js';

/** What an audit leaves for those who cannot wait, and how they begin where it ended. */

interface Ended {
  opened: Opened;
  source: (file: string) => string | undefined;
  loaded: LoadedConfig | undefined;
  given: string | false | undefined;
  report: Report;
  started: number;
}

export function leaveIndex({ opened, source, loaded, given, report, started }: Ended): void {
  const head: IndexHead = {
    root: opened.root,
    given: typeof given === 'string' ? loaded?.source.path : given,
    text: loaded?.source.text,
    config: loaded?.config,
  };
  keepIndex(head, leftBy(opened, source, started), byFile(report));
}

function leftBy({ root, workspace, consulted }: Opened, source: Ended['source'], started: number): Left {
  const { sources, configs } = workspace;
  const others = consulted();
  return {
    sources: stampsOf(
      root,
      sources.map((file) => [file, source(file)] as const),
      started,
    ),
    consulted: stampsOf(
      root,
      others.map((file) => [file, workspace.read(file)] as const),
      started,
    ),
    configs,
  };
}

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

function liesAs(left: Left, { root, workspace, sourceText }: Opened): boolean {
  const { sources, configs } = workspace;
  const textOf = (file: string): string | undefined => {
    const now = sourceText(file);
    return 'text' in now ? now.text : undefined;
  };
  const isSame = (stamps: Readonly<Record<string, Stamp>>, by: typeof textOf): boolean =>
    Object.entries(stamps).every(([file, stamp]) => isAsStamped(root, file, stamp, by));
  return (
    isEqual(sources, Object.keys(left.sources)) &&
    isEqual(configs, left.configs) &&
    isSame(left.consulted, (file) => workspace.read(file)) &&
    isSame(left.sources, textOf)
  );
}

const isEqual = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((name, at) => name === other[at]);

/** Everything that was read of the project, from what was kept of its files. */
export function readBegun({ opened, loaded }: Begun): Read {
  const source = sourceReader(opened);
  return { opened, source, loaded, ...readNow(opened, source) };
}

export function byFile({ findings }: Report): Map<string, Finding[]> {
  const files = new Map<string, Finding[]>();
  for (const finding of findings) append(files, finding.file, finding);
  return files;
}
