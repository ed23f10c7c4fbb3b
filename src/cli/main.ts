/** The command line: what can be asked for, and who answers. Commands are loaded when they run. */
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { Command, CommanderError, Help, Option } from 'commander';
import { loadAudit, type AuditFunction } from './engine.js';
import { failureText, UsageError } from './failure.js';
import { checkTargets, FORMATS, parseFormat, usualFormats, type FormatTarget } from './format-option.js';
import { EXIT, nodeHost, widthOf, type ExitCode, type Host } from './host.js';
import { describeMigrate, migrateAction, type MigrationTools } from './migrate-command.js';
import { loadPlanner } from './migrate-request.js';
import { unknownName } from '../model/nearest.js';
import { auditedRoot } from './root.js';
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
): Promise<ExitCode> {
  let code: ExitCode = EXIT.clean;
  const finish = (result: ExitCode): void => {
    code = result;
  };
  try {
    await programFor({ host, load, migration, finish }).parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.clean : EXIT.failed;
    host.stderr.write(failureText(error, host.env));
    return EXIT.failed;
  }
}

/** What a command needs to run, and where it leaves its exit code. */
interface Session {
  host: Host;
  load: () => Promise<AuditFunction>;
  migration: MigrationTools;
  finish: (code: ExitCode) => void;
}

interface GlobalOptions {
  color?: boolean;
}

function programFor(session: Session): Command {
  const { stdout, stderr } = session.host;
  const program = new Command('coldstate')
    .description('Finds state in JavaScript and TypeScript server code that does not survive serverless.')
    .usage(
      '[dir] [options]\n       coldstate explain FILE:LINE [options]\n       coldstate platforms [dir] [options]\n       coldstate copy --from URL --to URL\n       coldstate infra [dir] [options]\n       coldstate annotate [dir] [options]',
    )
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
  return program
    .configureHelp({ visibleOptions, showGlobalOptions: true })
    .addCommand(audit.copyInheritedSettings(program), { isDefault: true })
    .addCommand(explainCommand(program, session).copyInheritedSettings(program))
    .addCommand(platformsCommand(program, session).copyInheritedSettings(program))
    .addCommand(migrateCommand(program, session).copyInheritedSettings(program))
    .addCommand(copyCommand(program, session).copyInheritedSettings(program))
    .addCommand(infraCommand(program, session).copyInheritedSettings(program))
    .addCommand(annotateCommand(program, session).copyInheritedSettings(program));
}

interface AuditOptions extends GlobalOptions, ConfigOptions {
  cache?: boolean;
  /** `true` where no base is named. */
  changed?: string | true;
  format?: FormatTarget[];
  failOn?: Gate;
  strictParse?: boolean;
  rps?: number;
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
      } = options;
      const formats = format ?? usualFormats(host.env);
      checkTargets(formats);
      const root = auditedRoot(directory, host.cwd, commands());
      const { runAudit } = await import('./audit.js');
      const request = {
        ...{ root, directory, formats, failOn, strictParse, colour, cache, changed, rps },
        config: configFile(config, host),
      };
      finish(await runAudit(request, host, await load()));
    });
}

interface ExplainOptions extends GlobalOptions, ConfigOptions {
  dir: string;
}

function explainCommand(program: Command, { host, load, finish }: Session): Command {
  return program
    .createCommand('explain')
    .description('show how the store at a place was judged, step by step')
    .argument('<file:line>', 'a place from a report; a file alone explains every store in it')
    .option('-d, --dir <dir>', 'the audited directory, when it is not this one', '.')
    .option(...CONFIG_OPTION)
    .option(...NO_CONFIG_OPTION)
    .action(async (place: string, _options: unknown, command: Command) => {
      const { dir: directory, color: colour, config } = command.optsWithGlobals<ExplainOptions>();
      const root = auditedRoot(directory, host.cwd);
      const { runExplain } = await import('./explain.js');
      const request = { place, root, directory, colour, config: configFile(config, host) };
      finish(await runExplain(request, host, await load()));
    });
}

interface PlatformsOptions extends GlobalOptions, ConfigOptions {
  json?: boolean;
}

function platformsCommand(program: Command, { host, load, finish }: Session): Command {
  return program
    .createCommand('platforms')
    .description('list the known platforms, and which of them were recognised here and why')
    .argument('[dir]', 'directory to look at', '.')
    .option('--json', 'print it as JSON')
    .option(...CONFIG_OPTION)
    .option(...NO_CONFIG_OPTION)
    .action(async (directory: string, _options: unknown, command: Command) => {
      const { json = false, color: colour, config } = command.optsWithGlobals<PlatformsOptions>();
      const root = auditedRoot(directory, host.cwd);
      const { runPlatforms } = await import('./platforms.js');
      const request = { root, directory, json, colour, config: configFile(config, host) };
      finish(await runPlatforms(request, host, await load()));
    });
}

function migrateCommand(program: Command, { host, migration, finish }: Session): Command {
  return describeMigrate(program.createCommand('migrate'))
    .option(...CONFIG_OPTION)
    .option(...NO_CONFIG_OPTION)
    .action(async (verb: string | undefined, directory: string | undefined, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & ConfigOptions>();
      finish(await migrateAction([verb, directory], options, host, configFile(options.config, host), migration));
    });
}

interface CopyOptions {
  from: string;
  to: string;
  namespace?: string;
  restart?: boolean;
}

function copyCommand(program: Command, { host, finish }: Session): Command {
  return program
    .createCommand('copy')
    .description('bring what the adapters keep from one backend to another, while the program runs')
    .requiredOption('--from <url>', 'the backend that has the data: redis://…, https://… or dynamodb://TABLE?region=…')
    .requiredOption('--to <url>', 'the backend that gets it')
    .option('-n, --namespace <name>', 'whose data (default: COLDSTATE_NAMESPACE, else "app")')
    .option('--restart', 'begin anew although a copy was broken off')
    .action(async ({ from, to, namespace, restart = false }: CopyOptions) => {
      const { runCopy } = await import('./copy.js');
      const whose = namespace ?? host.env.COLDSTATE_NAMESPACE ?? 'app';
      finish(await runCopy({ from, to, namespace: whose, restart }, host));
    });
}

interface InfraOptions {
  to: string;
  external?: boolean;
  format?: string;
  name?: string;
  output?: string;
}

function infraCommand(program: Command, { host, finish }: Session): Command {
  return program
    .createCommand('infra')
    .description('print what a migration needs of AWS: the table or cache, its policy and its variable')
    .argument('[dir]', 'the project, whose files decide the format', '.')
    .option('--to <backend>', 'dynamodb, or redis for a cache in a VPC', 'dynamodb')
    .option('--external', 'with --to redis: one that runs elsewhere; its URL becomes a secret')
    .option('-f, --format <name>', 'terraform, cloudformation, sam or cdk (default: what the project uses)')
    .option('--name <name>', 'of the table, cache or secret (default: coldstate, of the secret coldstate-url)')
    .option('-o, --output <file>', 'write it there; a file that says something else is kept')
    .addHelpText('after', INFRA_EXAMPLES)
    .action(async (directory: string, _options: unknown, command: Command) => {
      const { to, external = false, format, name, output } = command.opts<InfraOptions>();
      const root = auditedRoot(directory, host.cwd);
      const { runInfra } = await import('./infra.js');
      finish(await runInfra({ root, to, external, format, name, output }, host));
    });
}

const INFRA_EXAMPLES = `
Examples:
  $ coldstate infra                                a DynamoDB table, for the tool that this project uses
  $ coldstate infra --name shop-state -o infra/coldstate.tf --format terraform
  $ coldstate infra --to redis                     a serverless Valkey cache, and what its VPC costs
  $ coldstate infra --to redis --external          a Redis that runs already
`;

interface AnnotateOptions extends GlobalOptions, ConfigOptions {
  check?: boolean;
  remove?: boolean;
}

function annotateCommand(program: Command, { host, load, finish }: Session): Command {
  return program
    .createCommand('annotate')
    .description('write a TODO comment at each finding, and keep them up to date')
    .argument('[dir]', 'directory to audit and annotate', '.')
    .option('--check', 'write nothing; exit with 1 when something would change')
    .option('--remove', 'take all of these comments out again')
    .option(...CONFIG_OPTION)
    .option(...NO_CONFIG_OPTION)
    .addHelpText('after', ANNOTATE_EXAMPLES)
    .action(async (directory: string, _options: unknown, command: Command) => {
      const { check = false, remove = false, config } = command.optsWithGlobals<AnnotateOptions>();
      const root = auditedRoot(directory, host.cwd);
      const { runAnnotate } = await import('./annotate.js');
      const request = { root, directory, check, remove, config: configFile(config, host) };
      finish(await runAnnotate(request, host, await load()));
    });
}

const ANNOTATE_EXAMPLES = `
A comment stands above the statement that declares the state:
  // TODO(coldstate CRITICAL no-module-state a1b2c3d4e5f6): what goes wrong Run: coldstate explain FILE:LINE
It is known again by the id of its finding: another run refreshes it, and takes it out when the finding is gone or accepted.

Exit codes:
  0  done, or nothing to do
  1  --check, and something would change
  2  it could not run

Examples:
  $ coldstate annotate                             a comment at each finding of this directory
  $ coldstate annotate services/api --check        for CI: are they up to date?
  $ coldstate annotate --remove                    as if they had never been there
`;

interface ConfigOptions {
  /** `true` when neither option is given. */
  config?: string | boolean;
}

const CONFIG_OPTION = ['-c, --config <file>', "configuration to use instead of the directory's own"] as const;
const NO_CONFIG_OPTION = ['--no-config', 'read no configuration'] as const;

/** As the audit takes it: a path, `false` for none, and nothing where the directory decides. */
function configFile(config: string | boolean | undefined, { cwd }: Host): string | false | undefined {
  if (typeof config === 'string') return resolve(cwd, config);
  return config === false ? false : undefined;
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
