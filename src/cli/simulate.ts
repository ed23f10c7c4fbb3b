/** `coldstate simulate`: plays a scenario on a fleet and on one instance, and shows what differs. */
import { readFileSync, statSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { paintFor, wantsColour, wantsUnicode } from './colour.js';
import { causeOf, UsageError } from './failure.js';
import { EXIT, widthOf, type ExitCode, type Host } from './host.js';
import { auditedRoot } from './root.js';
import { checkReplaceable, writeTest } from './simulate-test.js';
import type { SimulationFormat } from './simulate-command.js';
import { moduleAt } from '../config/module.js';
import { SimulateError } from '../simulate/errors.js';
import type { SimulationContext } from '../simulate/show/pretty.js';
import type { BackendFault } from '../simulate/backend/faults.js';
import type { Isolation, Outside } from '../simulate/types.js';

export interface SimulateRequest {
  readonly entry: string | undefined;
  readonly directory: string;
  readonly scenario: string;
  readonly instances: number;
  readonly recycle: number;
  readonly freeze: number | undefined;
  readonly seed: number;
  readonly seeds: number;
  readonly requests: number | undefined;
  readonly isolation: Isolation;
  readonly format: SimulationFormat;
  readonly alias: Readonly<Record<string, string>>;
  /** The module that plays the services that the program calls. */
  readonly outside: string | undefined;
  readonly config: string | false | undefined;
  readonly colour: boolean | undefined;
  /** Where the case that fails is written as a test. */
  readonly emitTest: string | undefined;
  /** The backend fails so: what users see of it is told instead. */
  readonly backendFault: BackendFault | undefined;
}

export async function runSimulate(request: SimulateRequest, host: Host): Promise<ExitCode> {
  const { scenario: file, isolation, instances, recycle, freeze, seed, seeds, requests, config, alias } = request;
  const started = host.now();
  const { root, entry, directory } = placeOf(request, host);
  const progress = progressOf(host);
  const { emitTest, backendFault, outside } = request;
  if (emitTest !== undefined) checkReplaceable(emitTest, host.cwd);
  const options = {
    scenario: { file, text: scenarioText(file, host) },
    ...{ instances, recycle, seed, isolation, alias },
    ...(entry === undefined ? {} : { entry }),
    ...(freeze === undefined ? {} : { freeze }),
    ...(seeds === 1 ? {} : { seeds }),
    ...(requests === undefined ? {} : { requests }),
    ...(config === undefined ? {} : { config }),
  };
  const services = outside === undefined ? {} : { outside: await servicesIn(outside, host) };
  const context = (): SimulationContext => ({
    paint: paintFor(wantsColour(request.colour, host.env, host.stdout)),
    width: widthOf(host.stdout),
    unicode: wantsUnicode(host),
    elapsedMs: host.now() - started,
    directory: directory === '.' ? undefined : directory,
  });
  const write = <Result>(result: Result, asText: (result: Result, context: SimulationContext) => string): void => {
    const text = request.format === 'json' ? `${JSON.stringify(result, undefined, 2)}\n` : asText(result, context());
    host.stdout.write(text);
  };
  if (backendFault !== undefined) {
    const { simulateFault, isSurvived } = await import('../simulate/faulty.js');
    const { faultAsText } = await import('../simulate/show/fault.js');
    const run = simulateFault(root, { ...options, ...services, env: host.env, fault: backendFault }, () => host.now());
    const report = await asUsage(run);
    write(report, faultAsText);
    return isSurvived(report) ? EXIT.clean : EXIT.findings;
  }
  const { simulate } = await import('../simulate/index.js');
  const { simulationAsText } = await import('../simulate/show/pretty.js');
  const run = simulate(root, { ...options, ...services, env: host.env, onProgress: progress.tell });
  const simulation = await asUsage(run).finally(progress.clear);
  write(simulation, simulationAsText);
  if (emitTest !== undefined)
    writeTest(emitTest, root, simulation, { ...options, outside: outside && resolve(host.cwd, outside) }, host);
  return simulation.divergences.length === 0 ? EXIT.clean : EXIT.findings;
}

/** What cannot be simulated is something to be set right by who asked for it. */
const asUsage = <Result>(run: Promise<Result>): Promise<Result> =>
  run.catch((error: unknown) => {
    throw error instanceof SimulateError ? new UsageError(error.message, { cause: error }) : error;
  });

/** ENTRY is a module, or the directory of a project whose entry points the audit finds. */
function placeOf(
  { entry, directory }: SimulateRequest,
  host: Host,
): { root: string; entry: string | undefined; directory: string } {
  const isDirectory =
    entry !== undefined && statSync(resolve(host.cwd, entry), { throwIfNoEntry: false })?.isDirectory();
  if (isDirectory) return { root: auditedRoot(entry, host.cwd), entry: undefined, directory: entry };
  const root = auditedRoot(directory, host.cwd);
  const module = entry && relative(root, resolve(host.cwd, entry)).split(sep).join('/');
  if (module?.startsWith('../'))
    throw new UsageError(`${entry ?? ''} is outside of ${directory}. Name the project with --dir.`);
  return { root, entry: module, directory };
}

function scenarioText(file: string, host: Host): string {
  try {
    return readFileSync(resolve(host.cwd, file), 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${causeOf(error)}. Name the scenario with --scenario FILE.http.`, {
      cause: error,
    });
  }
}

/** What the module exports, by name. */
async function servicesIn(file: string, host: Host): Promise<Outside> {
  try {
    const exported = (await moduleAt(resolve(host.cwd, file))) as Outside;
    return Object.fromEntries(Object.entries(exported).filter(([name]) => name !== 'default'));
  } catch (error) {
    throw new UsageError(`--with: cannot load ${file}: ${causeOf(error)}.`, { cause: error });
  }
}

const REFRESH_MS = 100;

/** On a terminal, how far it is; nothing of it stays. */
function progressOf(host: Host): { tell: (done: number, planned: number) => void; clear: () => void } {
  const { stderr } = host;
  let drawn: number | undefined;
  return {
    tell(done, planned) {
      if (stderr.isTTY !== true || host.now() - (drawn ?? -REFRESH_MS) < REFRESH_MS) return;
      drawn = host.now();
      stderr.write(`\r\u001b[Kcoldstate: ${done} of ${planned} requests`);
    },
    clear() {
      if (drawn !== undefined) stderr.write('\r\u001b[K');
    },
  };
}
