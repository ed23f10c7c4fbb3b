/** The options of `coldstate migrate`, and what its help says. */
import { Option, type Command } from 'commander';
import type { ExitCode, Host } from './host.js';
import type { Prompt } from './migrate-prompt.js';
import {
  DESTINATIONS,
  parseAdapters,
  parseDestination,
  parseRole,
  parseTtl,
  verbAndDirectory,
  type AdaptersPlace,
  type MigrateRequest,
  type Planner,
} from './migrate-request.js';
import { auditedRoot } from './root.js';
import type { Role } from '../model/words.js';
import type { Destination } from '../migrate/types.js';

export interface MigrationTools {
  readonly load: () => Promise<Planner>;
  readonly prompt?: Prompt;
}

interface MigrateOptions {
  to?: Destination;
  store?: string[];
  role?: Role[];
  all?: boolean;
  acceptVolatile?: boolean;
  ttl?: Map<string, string>;
  allowDirty?: boolean;
  install?: boolean;
  adapters?: AdaptersPlace;
  adaptersSpec?: string;
  testCommand?: string;
  against?: string;
  mark?: boolean;
  yes?: boolean;
  json?: boolean;
  color?: boolean;
  config?: string | boolean;
}

const collected = (value: string, previous: readonly string[] = []): string[] => [...previous, value];

export function describeMigrate(command: Command): Command {
  return command
    .description('move stores to Redis or DynamoDB: plan, diff, apply, verify, undo')
    .usage('[plan|diff|apply|verify|undo] [dir] --to redis|dynamodb [options]')
    .argument('[verb]', 'plan (the default) writes nothing; diff, apply, verify, undo')
    .argument('[dir]', 'directory to migrate (default: this one)')
    .addOption(
      new Option('--to <backend>', `where the state goes: ${DESTINATIONS.join(', ')}`).argParser(parseDestination),
    )
    .addOption(new Option('--store <id>', 'this store alone, by id or name; repeatable').argParser(collected))
    .addOption(new Option('--role <role>', 'stores of this role alone; repeatable').argParser(parseRole))
    .option('--all', 'caches and metrics, too')
    .option('--accept-volatile', 'Redis may keep records, user data and authentication')
    .addOption(new Option('--ttl <store=time>', 'how long an entry lives: sessions=7d; repeatable').argParser(parseTtl))
    .option('--allow-dirty', 'apply although changes are not committed')
    .option('--install', 'run the package manager after apply')
    .addOption(
      new Option('--adapters <place>', 'a package, or inline: files of the project that its team owns').argParser(
        parseAdapters,
      ),
    )
    .option('--adapters-spec <spec>', 'version, tarball or directory of @coldstate/adapters')
    .option('--test-command <command>', 'tests for verify and apply; apply is undone if they break')
    .option('--against <url>', 'run the tests on this backend as well')
    .option('--mark', 'leave a comment at each refusal')
    .option('-y, --yes', 'apply all that is planned, without asking')
    .option('--json', 'print the plan or the result as JSON')
    .addHelpText('after', HELP);
}

export async function migrateAction(
  [first, second]: readonly [string | undefined, string | undefined],
  options: MigrateOptions,
  host: Host,
  config: string | false | undefined,
  { load, prompt }: MigrationTools,
): Promise<ExitCode> {
  const { verb, directory } = verbAndDirectory(first, second, host);
  const request: MigrateRequest = {
    ...{ verb, directory, config, root: auditedRoot(directory, host.cwd) },
    configGiven: options.config === true ? undefined : options.config,
    ...{
      to: options.to,
      stores: options.store ?? [],
      roles: options.role ?? [],
      ttl: options.ttl ?? new Map<string, string>(),
    },
    ...{ all: options.all ?? false, acceptVolatile: options.acceptVolatile ?? false, mark: options.mark ?? false },
    ...{ allowDirty: options.allowDirty ?? false, install: options.install ?? false, yes: options.yes ?? false },
    ...{ adapters: options.adapters ?? 'package' },
    ...{ adaptersSpec: options.adaptersSpec, testCommand: options.testCommand, against: options.against },
    ...{ json: options.json ?? false, colour: options.color },
  };
  const { runMigrate } = await import('./migrate.js');
  return runMigrate(request, host, load, prompt);
}

const HELP = `
Exit codes:
  0  done
  1  some stores are refused, or verify or the tests failed
  2  could not run

Examples:
  $ coldstate migrate --to redis                               what can move, what cannot, and why
  $ coldstate migrate diff --to redis > migration.patch        every change with its reason; git apply takes it
  $ coldstate migrate apply --to redis --yes --test-command 'npm test'
  $ coldstate migrate apply services/api --to dynamodb --store sessions --ttl sessions=7d
  $ coldstate migrate verify --test-command 'npm test' --against redis://localhost:6379
  $ coldstate migrate undo                                     byte for byte
`;
