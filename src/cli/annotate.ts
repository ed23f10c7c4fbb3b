/** `coldstate annotate`: a TODO comment at each finding, so that what is known stands where the work is; and out again, byte for byte. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { annotator, mayBeAnnotated, type Annotated, type Findings } from '../annotate/index.js';
import { audited } from './audit.js';
import type { AuditFunction } from './engine.js';
import { causeOf, OutputError } from './failure.js';
import { EXIT, type ExitCode, type Host } from './host.js';
import type { Report } from '../model/report.js';
import { counted } from '../report/text.js';
import { openWorkspace } from '../workspace/index.js';

export interface AnnotateRequest {
  root: string;
  /** The directory as the user wrote it. */
  directory: string;
  config: string | false | undefined;
  /** Write nothing; what would change makes the exit code 1. */
  check: boolean;
  /** Take all of them out. */
  remove: boolean;
}

interface Change extends Annotated {
  file: string;
  bytes: Buffer;
}

export async function runAnnotate(request: AnnotateRequest, host: Host, audit: AuditFunction): Promise<ExitCode> {
  const report = request.remove ? undefined : (await audited(request, host, audit)).report;
  const findingsIn = byFile(report);
  // All of them: a file that the configuration leaves out since may still have comments.
  const { sources } = openWorkspace(request.root).workspace;
  const annotate = annotator();
  const changes: Change[] = [];
  for (const file of sources) {
    const findings = findingsIn(file);
    const source = decoded(readFileSync(join(request.root, file)));
    const concerns = findings.noted.length > 0 || mayBeAnnotated(source.text);
    if (!concerns) continue;
    const result = source.isFaithful ? annotate(file, source.text, findings) : undefined;
    if (!result) host.stderr.write(`coldstate: ${file} is left as it is: ${source.isFaithful ? UNPARSED : DAMAGED}.\n`);
    else if (result.text !== source.text) changes.push({ ...result, file, bytes: source.encode(result.text) });
  }
  if (!request.check) for (const { file, bytes } of changes) write(request.root, file, bytes);
  host.stdout.write(told(request, changes, report));
  return request.check && changes.length > 0 ? EXIT.findings : EXIT.clean;
}

const UNPARSED = 'it does not parse, so its comments cannot be told from its strings';
const DAMAGED = 'it is not valid UTF-8, and would not come back the same. Save it as UTF-8';

function byFile(report: Report | undefined): (file: string) => Findings {
  const { findings = [], accepted = [], cleared = [] } = report ?? {};
  const named = [...accepted, ...cleared];
  return (file) => ({
    noted: findings.filter((finding) => finding.file === file),
    named: named.filter((judged) => judged.file === file),
  });
}

interface Source {
  /** Without the byte order mark, as the audit counts. */
  text: string;
  /** Whether every byte comes back. */
  isFaithful: boolean;
  encode: (text: string) => Buffer;
}

const MARK = '\uFEFF';

function decoded(bytes: Buffer): Source {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf16le' : 'utf8';
  const whole = bytes.toString(encoding);
  const mark = whole.startsWith(MARK) ? MARK : '';
  const encode = (text: string) => Buffer.from(mark + text, encoding);
  const text = whole.slice(mark.length);
  return { text, isFaithful: encode(text).equals(bytes), encode };
}

function write(root: string, file: string, bytes: Buffer): void {
  try {
    writeFileSync(join(root, file), bytes);
  } catch (error) {
    throw new OutputError(`cannot write ${file}: ${causeOf(error)}`, { cause: error });
  }
}

const DONE = { added: 'added', refreshed: 'refreshed', removed: 'removed' } as const;
const TO_DO = { added: 'to add', refreshed: 'to refresh', removed: 'to remove' } as const;
type Kind = keyof typeof DONE;
const KINDS = Object.keys(DONE) as Kind[];

function told(request: AnnotateRequest, changes: readonly Change[], report: Report | undefined): string {
  const words = request.check ? TO_DO : DONE;
  const width = Math.max(0, ...changes.map(({ file }) => file.length));
  const lines = changes.map((change) => {
    const counts = KINDS.filter((kind) => change[kind].length > 0).map(
      (kind) => `${change[kind].length} ${words[kind]}`,
    );
    return `${change.file.padEnd(width)}  ${counts.join(', ')}`;
  });
  return [...lines, `${summary(request, changes, report)}\n`].join('\n');
}

function summary(
  { check, remove, directory }: AnnotateRequest,
  changes: readonly Change[],
  report: Report | undefined,
): string {
  const files = counted(changes.length, 'file');
  const command = [
    'coldstate annotate',
    ...(directory === '.' ? [] : [directory]),
    ...(remove ? ['--remove'] : []),
  ].join(' ');
  if (check && changes.length > 0) return `Nothing was written. \`${command}\` changes ${files}.`;
  if (report === undefined) {
    const removed = changes.reduce((sum, change) => sum + change.removed.length, 0);
    return removed === 0
      ? 'There is no comment of coldstate here.'
      : `${counted(removed, 'comment')} removed from ${files}.`;
  }
  const { length } = report.findings;
  if (changes.length === 0)
    return length === 0
      ? 'There are no findings, and no comments.'
      : `The comments at ${counted(length, 'finding')} are up to date.`;
  return `${counted(length, 'finding')}, ${files} changed.`;
}
