import { requestBound } from '../libraries/request-bound.js';
import { MODULE, type CallFacts, type ModuleFacts } from '../model/facts.js';
import type { RequestBound } from '../model/library.js';
import type { Program } from '../program/index.js';
import { variableRoot, type Root } from '../program/targets.js';
import { nameOf } from './evidence/names.js';
import { holdersOf } from './library-holders.js';
import { callView, exportPath } from './library-views.js';
import { placeOf, type Place } from './place.js';

/** A handle that outlives the request that it belongs to. */
export interface BoundHandle {
  bound: RequestBound;
  symbol: string;
  place: Place;
  roots: readonly Root[];
  units: readonly string[];
}

interface Making {
  bound: RequestBound;
  package: string;
  module: ModuleFacts;
  call: CallFacts;
  path: string;
  units: readonly string[];
}

/** Handles that a platform wants made for each request and that are kept instead. */
export function* boundHandles(program: Program): Generator<BoundHandle> {
  const makings = [...makingsOf(program)];
  if (makings.length === 0) return;
  const holders = holdersOf(makings, program);
  for (const making of makings) {
    const { bound, module, call, units } = making;
    const held = holders.get(call) ?? [];
    const roots = held.length > 0 ? held : wrappersOf(module, call);
    const isLoading = call.fn === MODULE || program.reach.of({ module, fn: call.fn })?.init === true;
    const lasting = roots.filter((root) => program.lifetimeOf(root) !== undefined);
    if (!isLoading && (bound.harm === 'load' || lasting.length === 0)) continue;
    if (bound.unless?.every((option) => isGiven(option, making, program))) continue;
    const [root] = lasting;
    const place = root && root.kind !== 'global' ? placeOf(root, { roots: [root], accesses: [] }) : undefined;
    yield {
      ...{ bound, roots: lasting, units },
      symbol: root ? nameOf(root) : making.package,
      place: place ?? { module, at: call.at, declaration: call.at },
    };
  }
}

function* makingsOf(program: Program): Generator<Making> {
  const unitsOn = new Map<string, Set<string>>();
  for (const { platform, unit } of program.entries) {
    unitsOn.set(platform, (unitsOn.get(platform) ?? new Set()).add(unit));
  }
  const relevant = requestBound.filter(({ platform }) => unitsOn.has(platform));
  if (relevant.length === 0) return;
  for (const module of program.modules.all()) {
    if (!module.imports.some(({ source }) => relevant.some(({ packages }) => packages.includes(source)))) continue;
    const loadedIn = [...program.reach.unitsOfFile(module.file)].sort();
    for (const call of module.calls) {
      for (const target of program.resolve(module, call.callee)) {
        if (target.kind !== 'external' && target.kind !== 'created') continue;
        const path = exportPath(target.path).replace(/^(?:default|\*)\./, '');
        const bound = relevant.find((one) => makes(one, target.package, path, call));
        const units = loadedIn.filter((unit) => bound && unitsOn.get(bound.platform)?.has(unit));
        const own = [...target.path, ...(call.new ? [] : ['()'])].join('.');
        if (bound && units.length > 0) {
          yield { bound, package: target.package, module, call, path: own, units };
          break;
        }
      }
    }
  }
}

function makes({ packages, exports, made }: RequestBound, name: string, path: string, call: CallFacts): boolean {
  const isMade = made === 'either' || made === (call.new ? 'constructed' : 'called');
  return isMade && packages.includes(name) && exports.includes(path === '*' ? 'default' : path);
}

/** `const db = drizzle(new Pool())`: the variable that holds what was made of it. */
function wrappersOf(module: ModuleFacts, call: CallFacts): Root[] {
  const id = module.calls.indexOf(call);
  return module.variables.flatMap(({ values }, variable) => {
    const isWrapping = values.some((value) => {
      const args = value.kind === 'call' ? (module.calls[value.id]?.args ?? []) : [];
      return args.some((argument) => argument.kind === 'call' && argument.id === id);
    });
    return isWrapping ? [variableRoot(module, variable)] : [];
  });
}

function isGiven(option: string, { module, call }: Making, program: Program): boolean {
  return callView(module, call, program).arguments.some(
    (argument) => argument.kind === 'object' && argument.option(option) !== undefined,
  );
}
