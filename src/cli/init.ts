/** `coldstate init`: what is there, what would be written, a question, and only then the files. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { audited } from './audit.js';
import { paintFor, wantsColour } from './colour.js';
import type { AuditFunction } from './engine.js';
import { causeOf, OutputError, UsageError } from './failure.js';
import { EXIT, type ExitCode, type Host } from './host.js';
import { repositoryOf, repositoryPathOf } from './root.js';
import { look, setupFor, type Draft, type Setup, type Surroundings } from '../init/index.js';
import { fileHead, hunkHead, hunksOf } from '../migrate/apply/patch.js';
import type { Report } from '../model/report.js';
import { SEVERITIES } from '../model/words.js';
import type { Paint } from '../report/reporter.js';
import { printable } from '../report/terminal.js';
import { listed, unique } from '../report/text.js';
import { severityNames } from '../report/words.js';

export interface InitRequest {
  root: string;
  directory: string;
  yes: boolean;
  colour: boolean | undefined;
  version: string;
}

/** Asks which of the files to write; undefined where the user went away. */
export interface InitPrompt {
  isPossible: (host: Host) => boolean;
  choose: (drafts: readonly Draft[]) => Promise<readonly Draft[] | undefined>;
}

const terminal: InitPrompt = {
  isPossible: ({ stdout, stderr, env }) =>
    process.stdin.isTTY && stdout.isTTY === true && stderr.isTTY === true && !env.CI,
  async choose(drafts) {
    const { isCancel, multiselect } = await import('@clack/prompts');
    const chosen = await multiselect({
      message: 'Which of these files shall be written?',
      output: process.stderr,
      required: false,
      initialValues: [...drafts],
      options: drafts.map((draft) => ({ value: draft, label: draft.path, hint: draft.says })),
    });
    return isCancel(chosen) ? undefined : chosen;
  },
};

export async function runInit(
  request: InitRequest,
  host: Host,
  audit: AuditFunction,
  prompt: InitPrompt = terminal,
): Promise<ExitCode> {
  const { root, version, yes } = request;
  const surroundings = await look(root, repositoryOf(root) ?? root);
  const { report } = await audited({ root, config: undefined }, host, audit);
  const setup = setupFor({
    ...{ surroundings, report, version },
    repositoryPath: repositoryOf(root) === undefined ? '' : repositoryPathOf(root, host.cwd),
    read: (path) => textAt(join(root, path)),
  });
  const paint = paintFor(wantsColour(request.colour, host.env, host.stdout));
  host.stdout.write(printable([...seen(surroundings, report), ...shown(setup, paint)].join('\n'), true));
  if (setup.drafts.length === 0) {
    host.stdout.write('\nNothing is left to set up.\n');
    return EXIT.clean;
  }
  if (!yes && !prompt.isPossible(host))
    throw new UsageError(
      'nothing was written, for there is no terminal to ask on. Say --yes to write what is shown above.',
    );
  const chosen = yes ? setup.drafts : await prompt.choose(setup.drafts);
  if (chosen === undefined) {
    host.stderr.write('coldstate: interrupted, nothing was written.\n');
    return EXIT.interrupted;
  }
  for (const draft of chosen) write(root, draft);
  host.stdout.write(printable(afterwards(chosen, surroundings, request), true));
  return EXIT.clean;
}

/** What the setup goes by, so that whoever sees it wrong can say no. */
function seen({ packageManager, eslint, ci }: Surroundings, { platforms, findings }: Report): string[] {
  const counts = SEVERITIES.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severityNames[severity]}`];
  });
  const rows: readonly (readonly [string, string])[] = [
    ['package manager', packageManager.name],
    [
      'runs on',
      listed(unique(platforms.map(({ title, evidence }) => `${title} (${evidence})`))) || 'nothing that is known',
    ],
    ['ESLint', eslintSeen(eslint)],
    ['CI', ci === undefined ? 'none' : `${ci.name} (${ci.evidence})`],
    ['found', listed(counts) || 'nothing that depends on one instance'],
  ];
  return ['What is here:', '', ...rows.map(([name, value]) => `  ${name.padEnd(16)} ${value}`), ''];
}

function eslintSeen(eslint: Surroundings['eslint']): string {
  if (eslint === undefined) return 'none';
  if ('file' in eslint) return eslint.file;
  return 'formerly' in eslint ? `${eslint.formerly}, no flat configuration` : 'installed, without a configuration';
}

/** Of a baseline, the first lines tell what the others are like. */
const MOST_LINES = 40;

function shown({ drafts, notes }: Setup, paint: Paint): string[] {
  const patches = drafts.flatMap(({ path, before, after, says }) => {
    const lines =
      before === undefined
        ? after
            .trimEnd()
            .split('\n')
            .map((line) => `+${line}`)
        : hunksOf(before, after).flatMap((hunk) => [hunkHead(hunk), ...hunk.lines]);
    const rest = lines.length - MOST_LINES;
    return [
      paint.bold(`${path}: ${says}`),
      ...fileHead(path, { before: before !== undefined, after: true })
        .slice(-2)
        .map(paint.dim),
      ...lines.slice(0, MOST_LINES).map((line) => (line.startsWith('+') ? paint.green(line) : line)),
      ...(rest > 0 ? [paint.dim(`… and ${rest} more lines`)] : []),
      '',
    ];
  });
  return [
    ...(drafts.length > 0 ? ['What would be written:', '', ...patches] : []),
    ...notes.flatMap((text) => [text.trimEnd(), '']),
  ];
}

/** A file that has come into being, or changed, since it was looked at is left alone. */
function write(root: string, { path, before, after }: Draft): void {
  const target = join(root, path);
  try {
    if (before !== undefined && textAt(target) !== before) throw new Error('it has changed meanwhile');
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, after, { flag: before === undefined ? 'wx' : 'w' });
  } catch (error) {
    throw new OutputError(
      `cannot write ${path}: ${causeOf(error)}. Run \`coldstate init\` again for what is missing.`,
      {
        cause: error,
      },
    );
  }
}

function textAt(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function afterwards(chosen: readonly Draft[], { packageManager }: Surroundings, { directory }: InitRequest): string {
  if (chosen.length === 0) return '\nNothing was written.\n';
  const where = directory === '.' ? '' : ` ${directory}`;
  return [
    '',
    `Written: ${listed(chosen.map(({ path }) => path))}.`,
    `Next: \`${packageManager.add}\`, then \`coldstate audit${where}\`.`,
    '',
  ].join('\n');
}
