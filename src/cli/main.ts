/** The command line: what can be asked for, and who answers. Commands are loaded when they run. */
import { createRequire } from 'node:module';
import { Command, CommanderError, Help, Option } from 'commander';
import {
  annotateCommand,
  baselineCommand,
  copyCommand,
  explainCommand,
  infraCommand,
  initCommand,
  migrateCommand,
  platformsCommand,
  rulesCommand,
  simulateCommand,
} from './commands.js';
import { loadAudit, type AuditFunction } from './engine.js';
import { failureText, UsageError } from './failure.js';
import { checkTargets, FORMATS, parseFormat, usualFormats, type FormatTarget } from './format-option.js';
import { EXIT, nodeHost, widthOf, type ExitCode, type Host } from './host.js';
import type { MigrationTools } from './migrate-command.js';
import { loadPlanner } from './migrate-request.js';
import { unknownName } from '../model/nearest.js';
import { auditedRoot } from './root.js';
import {
  configFile,
  CONFIG_OPTION,
  NO_CONFIG_OPTION,
  type ConfigOptions,
  type GlobalOptions,
  type Session,
} from './session.js';
import { GATES, type Gate } from '../model/words.js';

export async function main(argv: readonly string[]): Promise<ExitCode> {
  return run(argv, nodeHost());
}

/** Never throws: whatever happens becomes a message and an exit code. */
export async function run(
  argv: readonly string[],
  host: Host,
  load: () => Promise<AuditFunction> = loadAudit,
  migration: MigrationTools = { load: loadPlanner },
  setup?: Session['setup'],
): Promise<ExitCode> {
  let code: ExitCode = EXIT.clean;
  const finish = (result: ExitCode): void => {
    code = result;
  };
  try {
    await programFor({ host, load, migration, setup, finish }).parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.clean : EXIT.failed;
    host.stderr.write(failureText(error, host.env));
    return EXIT.failed;
  }
}

function programFor(session: Session): Command {
  const { stdout, stderr } = session.host;
  const program = new Command('coldstate')
    .description('Finds state in JavaScript and TypeScript server code that does not survive serverless.')
    .usage('[dir] [options]\n       coldstate COMMAND [options]')
    .version(version(), '-v, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .option('--color', 'use colours even when the output is no terminal')
    .option('--no-color', 'use no colours (also: NO_COLOR=1)')
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      outputError: (text, write) => {
        write(text.replace(/^error: /, 'coldstate: '));
      },
      getOutHelpWidth: () => widthOf(stdout),
      getErrHelpWidth: () => widthOf(stderr),
    })
    .exitOverride()
    .addHelpText('after', EXAMPLES);
  const audit = auditCommand(program, session);
  // `coldstate` alone is `coldstate audit`, so its options belong into the first help that anybody reads.
  const visibleOptions = (command: Command): Option[] => [
    ...(command === program ? audit.options : []),
    ...new Help().visibleOptions(command),
  ];
  program
    .configureHelp({ visibleOptions, showGlobalOptions: true })
    .addCommand(audit.copyInheritedSettings(program).allowExcessArguments(), { isDefault: true });
  for (const command of COMMANDS) program.addCommand(command(program, session).copyInheritedSettings(program));
  return program;
}

/** In the order of the help. */
const COMMANDS = [
  initCommand,
  explainCommand,
  baselineCommand,
  platformsCommand,
  rulesCommand,
  simulateCommand,
  migrateCommand,
  copyCommand,
  infraCommand,
  annotateCommand,
];

interface AuditOptions extends GlobalOptions, ConfigOptions {
  baseline?: boolean;
  cache?: boolean;
  /** `true` where no base is named. */
  changed?: string | true;
  format?: FormatTarget[];
  failOn?: Gate;
  strictParse?: boolean;
  rps?: number;
  plan?: string;
  simulation?: string;
}

function auditCommand(program: Command, { host, load, finish }: Session): Command {
  const commands = () => program.commands.map((command) => command.name());
  return program
    .createCommand('audit')
    .description('find the state that will not survive (the default command)')
    .argument('[dir]', 'directory to audit', '.')
    .addOption(
      new Option('-f, --format <name[=file]>', `report format, repeatable: ${FORMATS.join(', ')}`).argParser(
        (value, previous: FormatTarget[] | undefined) => [...(previous ?? []), parseFormat(value)],
      ),
    )
    .addOption(
      new Option(
        '--fail-on <severity>',
        `mildest severity that makes the exit code 1: ${GATES.join(', ')} (default: high)`,
      ).argParser(parseGate),
    )
    .option(...CONFIG_OPTION)
    .option(...NO_CONFIG_OPTION)
    .option('--no-baseline', 'report what coldstate.baseline.jsonl knows like anything else')
    .option(
      '--changed [base]',
      'report only what touches files changed since this branch left base (default: origin/HEAD)',
    )
    .addOption(
      new Option(
        '--rps <number>',
        'requests a second that costs are estimated for, in markdown (default: 10)',
      ).argParser(parseRate),
    )
    .option('--plan <file>', 'what `migrate plan --json` wrote: html shows the changes of each store')
    .option('--simulation <file>', 'what `simulate --format json` wrote: html shows the answers that differ')
    .option('--strict-parse', 'exit with 2 when a file does not parse')
    .option('--cache', 'keep what is read of files in node_modules/.cache (default: yes, but not in CI)')
    .option('--no-cache', 'read every file anew, and keep nothing')
    .addHelpText('after', EXIT_CODES)
    .action(async (directory: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<AuditOptions>();
      const {
        format,
        failOn,
        strictParse = false,
        color: colour,
        config,
        cache = !host.env.CI,
        changed,
        rps,
        plan,
        simulation,
        baseline,
      } = options;
      const formats = format ?? usualFormats(host.env);
      checkTargets(formats);
      const root = auditedRoot(directory, host.cwd, commands());
      // After the first word, which is more often a misspelt command than one directory of several.
      if (command.args.length > 1) throw new UsageError(`one directory at a time, not ${command.args.join(' and ')}.`);
      const { runAudit } = await import('./audit.js');
      const request = {
        ...{ root, directory, formats, failOn, strictParse, colour, cache, changed, rps, plan, simulation, baseline },
        config: configFile(config, host),
      };
      finish(await runAudit(request, host, await load()));
    });
}

function parseGate(value: string): Gate {
  const gate = GATES.find((known) => known === value);
  if (gate === undefined) throw new UsageError(`--fail-on: ${unknownName('severity', value, GATES)}`);
  return gate;
}

function parseRate(value: string): number {
  const rate = Number(value);
  if (!Number.isFinite(rate) || rate <= 0)
    throw new UsageError(`--rps: ${value} is no rate. Give a number above 0: the requests of one second.`);
  return rate;
}

/** The package's own manifest, found by its name: the same from src and from dist. */
function version(): string {
  const manifest = createRequire(import.meta.url)('coldstate/package.json') as { version: string };
  return manifest.version;
}

const EXIT_CODES = `
Exit codes:
  0  nothing at or above --fail-on
  1  findings at or above --fail-on
  2  the audit could not run
`;

const EXAMPLES = `${EXIT_CODES}
Examples:
  $ coldstate                                      audit this directory
  $ coldstate services/api --fail-on critical      fail only for what loses data or security
  $ coldstate --format markdown=STATE.md           write the report for the team, nothing to the screen
  $ coldstate --format pretty --format json=out/state.json
  $ coldstate explain src/session.ts:12            why is this store unsafe, or safe?
`;
