/** `coldstate infra`: the table or cache that a migration needs, its policy and its variable, for the tool that the project uses. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UsageError } from './failure.js';
import { writeReport } from './format-option.js';
import { EXIT, type ExitCode, type Host } from './host.js';
import {
  BACKENDS,
  formatFor,
  infraFormats,
  nameProblem,
  nameRules,
  setupOf,
  type Choice,
  type InfraFormat,
} from '../infra/index.js';
import { unknownName } from '../model/nearest.js';
import { isConfig } from '../workspace/index.js';
import { listFiles } from '../workspace/list-files.js';

export const FORMAT_NAMES = infraFormats.map(({ name }) => name).sort();

export interface InfraRequest {
  root: string;
  to: string;
  /** A Redis that runs already. */
  external: boolean;
  format: string | undefined;
  name: string | undefined;
  /** Standard output when absent. */
  output: string | undefined;
}

export async function runInfra(request: InfraRequest, host: Host): Promise<ExitCode> {
  const { external, root, output } = request;
  const backend = known('--to', 'backend', request.to, BACKENDS);
  if (external && backend !== 'redis')
    throw new UsageError('--external is for a Redis that runs already. Add --to redis.');
  const setup = setupOf(backend, external);
  const name = request.name ?? nameRules[setup].usual;
  const problem = nameProblem(setup, name);
  if (problem !== undefined) throw new UsageError(`--name: ${problem}`);
  const { format, ...reason } =
    request.format === undefined ? formatOfProject(root) : { format: named(request.format) };
  if (request.format === undefined) host.stderr.write(choiceText({ format, ...reason }));
  const text = format.render[setup]({ name });
  if (output === undefined) host.stdout.write(text);
  else await writeNew(output, text, host);
  return EXIT.clean;
}

function known<Name extends string>(option: string, what: string, word: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === word);
  if (found === undefined) throw new UsageError(`${option}: ${unknownName(what, word, names)}`);
  return found;
}

function named(word: string): InfraFormat {
  const format = infraFormats.find(({ name }) => name === word);
  if (format) return format;
  throw new UsageError(`--format: ${unknownName('format', word, FORMAT_NAMES)}`);
}

function formatOfProject(root: string): Choice {
  const read = (file: string) => {
    try {
      return readFileSync(join(root, file), 'utf8');
    } catch {
      return undefined;
    }
  };
  return formatFor(listFiles(root).files.filter(isConfig), read);
}

function choiceText({ format, because }: Choice): string {
  const others = FORMAT_NAMES.filter((name) => name !== format.name);
  const reason =
    because === undefined ? 'for nothing here says what describes the infrastructure' : `because of ${because}`;
  return `coldstate: ${format.title}, ${reason} (--format for another: ${others.join(', ')})\n`;
}

/** What somebody may have changed since is not overwritten. */
async function writeNew(file: string, text: string, host: Host): Promise<void> {
  const path = resolve(host.cwd, file);
  if (existsSync(path)) {
    if (readFileSync(path, 'utf8') === text) {
      host.stderr.write(`coldstate: ${file} is as it would be written\n`);
      return;
    }
    throw new UsageError(
      `${file} is there already and says something else. Give another --output, or move it away first.`,
    );
  }
  await writeReport(file, host.cwd, text);
  host.stderr.write(`coldstate: wrote ${file}\n`);
}
