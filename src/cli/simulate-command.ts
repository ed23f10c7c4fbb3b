/** The options of `coldstate simulate`, and what its help says. */
import { Option, type Command } from 'commander';
import { UsageError } from './failure.js';
import { unknownName } from '../model/nearest.js';
import type { BackendFault } from '../simulate/backend/faults.js';
import type { Isolation } from '../simulate/types.js';

const ISOLATIONS: readonly Isolation[] = ['worker', 'process'];
const BACKEND_FAULTS: readonly BackendFault[] = ['down', 'slow', 'lost-replies'];
const FORMATS = ['pretty', 'json'] as const;
export type SimulationFormat = (typeof FORMATS)[number];

export function describeSimulate(command: Command): Command {
  const option = (flags: string, description: string, parse: (value: string) => unknown): Option =>
    new Option(flags, description).argParser(parse);
  return command
    .description('play a scenario on several instances and on one, and show every answer that differs')
    .usage('[entry] --scenario FILE.http [options]')
    .argument(
      '[entry]',
      'the module that starts the server or exports the handler, or a directory (default: what the audit finds)',
    )
    .requiredOption('-s, --scenario <file>', 'requests in an .http file, as REST Client and httpYac read it')
    .option('-d, --dir <dir>', 'the project, when it is not this directory', '.')
    .addOption(option('-n, --instances <count>', 'instances of each unit (default: 3)', parseCount('--instances')))
    .addOption(
      option(
        '--recycle <share>',
        'of requests, before which the instance is replaced (default: 0)',
        parseShare('--recycle'),
      ),
    )
    .addOption(
      option(
        '--freeze <share>',
        'of answers, after which timers stand still (default: by platform)',
        parseShare('--freeze'),
      ),
    )
    .addOption(
      option(
        '--seed <number>',
        'another one routes otherwise; the same repeats a run (default: 1)',
        parseCount('--seed', 0),
      ),
    )
    .addOption(
      option('--seeds <count>', 'play it with so many seeds, each on a new fleet (default: 1)', parseCount('--seeds')),
    )
    .addOption(option('--requests <count>', 'with further seeds until so many were sent', parseCount('--requests')))
    .addOption(
      option(
        '--isolation <kind>',
        'worker or process (default: worker)',
        parseOneOf('--isolation', 'isolation', ISOLATIONS),
      ),
    )
    .addOption(
      new Option(
        '--alias <package=file>',
        'a module in place of a package that is not installed; repeatable',
      ).argParser(parseAlias),
    )
    .option(
      '--with <file>',
      'a module that plays services: export function STOCK_URL(request) { return new Response() }',
    )
    .addOption(
      option('-f, --format <name>', 'pretty or json (default: pretty)', parseOneOf('--format', 'format', FORMATS)),
    )
    .option('--emit-test <file>', 'write what differs as a vitest file, which fails until the stores have moved')
    .addOption(
      option(
        '--backend-fault <kind>',
        `what users see when the backend fails: ${BACKEND_FAULTS.join(', ')}`,
        parseOneOf('--backend-fault', 'fault', BACKEND_FAULTS),
      ),
    )
    .addHelpText('after', HELP);
}

function parseShare(option: string): (value: string) => number {
  return (value) => {
    const share = Number(value);
    if (value.trim() !== '' && share >= 0 && share <= 1) return share;
    throw new UsageError(`${option} ${value}: a share is a number from 0 to 1, such as 0.2.`);
  };
}

function parseCount(option: string, least = 1): (value: string) => number {
  return (value) => {
    const count = Number(value);
    if (Number.isSafeInteger(count) && count >= least) return count;
    throw new UsageError(`${option} ${value}: it takes a whole number from ${least} on.`);
  };
}

function parseOneOf<Name extends string>(
  option: string,
  what: string,
  names: readonly Name[],
): (value: string) => Name {
  return (value) => {
    const found = names.find((name) => name === value);
    if (found === undefined) throw new UsageError(`${option}: ${unknownName(what, value, names)}`);
    return found;
  };
}

function parseAlias(value: string, previous: Readonly<Record<string, string>> = {}): Record<string, string> {
  const [, name, module] = /^([^=]+)=(.+)$/.exec(value) ?? [];
  if (name === undefined || module === undefined)
    throw new UsageError(`--alias ${value}: write --alias PACKAGE=FILE, the module that stands in for it.`);
  return { ...previous, [name]: module };
}

const HELP = `
It bundles the program with esbuild, and gives it this environment: with COLDSTATE_URL set, the instances share that backend.
Where a fleet answers otherwise than one instance that is never replaced, it tells which store held something else.

Exit codes:
  0  the fleet did what one instance does
  1  some answers differ; with --backend-fault, an instance ended, a request got no answer, or failures stayed
  2  it could not run

Examples:
  $ coldstate simulate --scenario links.http               what the audit finds, on three instances
  $ coldstate simulate src/server.ts -s links.http -n 8 --recycle 0.2 --requests 5000
  $ coldstate simulate -s links.http --emit-test test/fleet.test.ts
  $ COLDSTATE_URL=redis://localhost:6379 coldstate simulate -s links.http --seeds 20     after the migration
`;
