/** The commands beside the audit: what can be asked of each. Their work is loaded when they run. */
import type { Command } from 'commander';
import { describeMigrate, migrateAction } from './migrate-command.js';
import { describeSimulate, type SimulationFormat } from './simulate-command.js';
import { auditedRoot } from './root.js';
import {
  configFile,
  CONFIG_OPTION,
  NO_CONFIG_OPTION,
  type ConfigOptions,
  type GlobalOptions,
  type Session,
} from './session.js';
import type { BackendFault } from '../simulate/backend/faults.js';
import type { Isolation } from '../simulate/types.js';

interface ExplainOptions extends GlobalOptions, ConfigOptions {
  dir: string;
}

export function explainCommand(program: Command, { host, load, finish }: Session): Command {
  return program
    .createCommand('explain')
    .description('show how the store at a place was judged, step by step; or what a rule or an effect means')
    .argument('<what>', 'FILE:LINE from a report, a FILE for every store in it, or a name that `coldstate rules` lists')
    .option('-d, --dir <dir>', 'the audited directory, when it is not this one', '.')
    .option(...CONFIG_OPTION)
    .option(...NO_CONFIG_OPTION)
    .action(async (place: string, _options: unknown, command: Command) => {
      const { dir: directory, color: colour, config } = command.optsWithGlobals<ExplainOptions>();
      const { tellPage } = await import('./rules.js');
      if (tellPage(place, host, colour)) return;
      const root = auditedRoot(directory, host.cwd);
      const { runExplain } = await import('./explain.js');
      const request = { place, root, directory, colour, config: configFile(config, host) };
      finish(await runExplain(request, host, await load()));
    });
}

export function rulesCommand(program: Command, { host }: Session): Command {
  return program
    .createCommand('rules')
    .description('list the rules, and the effects that they tell of')
    .action(async (_options: unknown, command: Command) => {
      const { tellRules } = await import('./rules.js');
      tellRules(host, command.optsWithGlobals<GlobalOptions>().color);
    });
}

interface InitOptions extends GlobalOptions {
  yes?: boolean;
}

export function initCommand(program: Command, { host, load, setup, finish }: Session): Command {
  return program
    .createCommand('init')
    .description('set coldstate up here: configuration, ESLint rules, a GitHub workflow, a baseline')
    .argument('[dir]', 'the project', '.')
    .option('-y, --yes', 'write all that is shown, without a question')
    .addHelpText('after', INIT_NOTE)
    .action(async (directory: string, _options: unknown, command: Command) => {
      const { yes = false, color: colour } = command.optsWithGlobals<InitOptions>();
      const root = auditedRoot(directory, host.cwd);
      const { runInit } = await import('./init.js');
      finish(
        await runInit({ root, directory, yes, colour, version: program.version() ?? '' }, host, await load(), setup),
      );
    });
}

const INIT_NOTE = `
It shows what it saw and every line that it would write, and asks. What is there already is never overwritten; an ESLint
configuration gets two lines more.

Exit codes:
  0    done, or nothing to do
  2    it could not run, or there was nobody to ask (--yes answers)
  130  interrupted: nothing was written
`;

interface BaselineOptions extends GlobalOptions, ConfigOptions {
  prune?: boolean;
  reason?: string;
  until?: string;
}

export function baselineCommand(program: Command, { host, load, finish }: Session): Command {
  return program
    .createCommand('baseline')
    .description('accept what is found today, so that the audit fails for what is new')
    .argument('[dir]', 'the audited directory', '.')
    .option('--reason <text>', 'why the findings that are added may wait')
    .option('--until <day>', 'how long they may, such as 2027-01-31; then they count as new again')
    .option('--prune', 'take out what is found no more, and accept nothing')
    .option(...CONFIG_OPTION)
    .option(...NO_CONFIG_OPTION)
    .addHelpText('after', BASELINE_EXAMPLES)
    .action(async (directory: string, _options: unknown, command: Command) => {
      const { prune = false, reason, until, config } = command.optsWithGlobals<BaselineOptions>();
      const root = auditedRoot(directory, host.cwd);
      const { runBaseline } = await import('./baseline.js');
      const terms = { ...(reason === undefined ? {} : { reason }), ...(until === undefined ? {} : { until }) };
      finish(await runBaseline({ root, prune, config: configFile(config, host), ...terms }, host, await load()));
    });
}

const BASELINE_EXAMPLES = `
It writes coldstate.baseline.jsonl: a line for each finding, known again by its rule, its file, its store and how that is declared,
on whatever line it stands. Commit it; reasons can be added by hand.

Examples:
  $ coldstate baseline                                     everything that is found today
  $ coldstate baseline --reason "moves in May" --until 2027-05-31
  $ coldstate baseline --prune                             without what was repaired
`;

interface PlatformsOptions extends GlobalOptions, ConfigOptions {
  json?: boolean;
}

export function platformsCommand(program: Command, { host, load, finish }: Session): Command {
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

export function migrateCommand(program: Command, { host, migration, finish }: Session): Command {
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

export function copyCommand(program: Command, { host, finish }: Session): Command {
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

interface SimulateCommandOptions extends GlobalOptions, ConfigOptions {
  scenario: string;
  dir: string;
  instances?: number;
  recycle?: number;
  freeze?: number;
  seed?: number;
  requests?: number;
  seeds?: number;
  isolation?: Isolation;
  format?: SimulationFormat;
  alias?: Record<string, string>;
  with?: string;
  emitTest?: string;
  backendFault?: BackendFault;
}

export function simulateCommand(program: Command, { host, finish }: Session): Command {
  return describeSimulate(program.createCommand('simulate'))
    .option(...CONFIG_OPTION)
    .option(...NO_CONFIG_OPTION)
    .action(async (entry: string | undefined, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<SimulateCommandOptions>();
      const { scenario, dir: directory, instances = 3, recycle = 0, seed = 1, seeds = 1 } = options;
      const { isolation = 'worker', freeze, requests, format = 'pretty', alias = {} } = options;
      const { emitTest, backendFault, with: outside, color: colour } = options;
      const { runSimulate } = await import('./simulate.js');
      const request = {
        ...{
          entry,
          directory,
          scenario,
          instances,
          recycle,
          freeze,
          seed,
          seeds,
          requests,
          isolation,
          format,
          alias,
          colour,
        },
        ...{ emitTest, backendFault, outside, config: configFile(options.config, host) },
      };
      finish(await runSimulate(request, host));
    });
}

interface InfraOptions {
  to: string;
  external?: boolean;
  format?: string;
  name?: string;
  output?: string;
}

export function infraCommand(program: Command, { host, finish }: Session): Command {
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

export function annotateCommand(program: Command, { host, load, finish }: Session): Command {
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
