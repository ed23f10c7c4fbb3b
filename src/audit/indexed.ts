import type { LoadedConfig } from '../config/index.js';
import type { Report } from '../model/report.js';
import { digestOf } from '../reading/kept.js';
import { indexOf, keepIndex, type IndexHead, type Left } from '../reading/project-index.js';
import { isAsStamped, stampsOf, type Stamp } from '../reading/stamps.js';
import type { Opened } from '../workspace/index.js';

/** What an audit leaves for those who come after it, and whether it still holds. */

/** A project before its sources are read. */
interface Begin {
  opened: Opened;
  loaded: LoadedConfig | undefined;
  /** The configuration that was asked for. */
  given: string | false | undefined;
}

interface Ended extends Begin {
  source: (file: string) => string | undefined;
  report: Report;
  started: number;
}

export function leaveIndex({ source, report, started, ...begin }: Ended): void {
  keepIndex(headOf(begin), leftBy(begin.opened, source, started), report);
}

/**
 * The report that the last audit left, if everything that it came from is as it was: the configuration, the names and texts of all files, and
 * whatever else was looked at. It is the very report that judging would give again, since judging depends on nothing else.
 */
export function reportLeft(begin: Begin): Report | undefined {
  const { opened } = begin;
  const index = indexOf(opened.root);
  if (!index) return undefined;
  const { left, report, root, given, text, config } = index;
  const isSameHead = JSON.stringify({ root, given, text, config }) === JSON.stringify(headOf(begin));
  return isSameHead && liesAs(left, opened) ? report() : undefined;
}

function headOf({ opened: { root }, loaded, given }: Begin): IndexHead {
  return {
    root,
    given: typeof given === 'string' ? loaded?.source.path : given,
    text: loaded?.source.text,
    config: loaded?.config,
  };
}

function leftBy(opened: Opened, source: Ended['source'], started: number): Left {
  const { root, workspace, consulted, disk } = opened;
  const stamped = (files: readonly string[], by: Ended['source']): Record<string, Stamp> =>
    stampsOf(
      root,
      files.map((file) => [file, by(file)] as const),
      started,
    );
  const elsewhere = [...disk.answers()].map(([path, file]) => [path, file ?? null] as const);
  return {
    sources: stamped(workspace.sources, source),
    consulted: stamped(consulted(), (file) => workspace.read(file)),
    layout: digestOf(opened.layout()),
    elsewhere: Object.fromEntries(elsewhere),
  };
}

/** Whether everything lies as an audit left it. */
export function liesAs(left: Left, opened: Opened): boolean {
  const { root, workspace, sourceText, disk } = opened;
  const textOf = (file: string): string | undefined => {
    const now = sourceText(file);
    return 'text' in now ? now.text : undefined;
  };
  const isSame = (stamps: Readonly<Record<string, Stamp>>, by: typeof textOf): boolean =>
    Object.entries(stamps).every(([file, stamp]) => isAsStamped(root, file, stamp, by));
  return (
    digestOf(opened.layout()) === left.layout &&
    isSame(left.consulted, (file) => workspace.read(file)) &&
    isSame(left.sources, textOf) &&
    Object.entries(left.elsewhere).every(([path, file]) => (disk.find(path) ?? null) === file)
  );
}
