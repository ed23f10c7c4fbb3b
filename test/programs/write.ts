import { writtenOf } from './extras.js';
import type { Op, Written } from './home.js';
import { paramsOf, specifier, textOf, type Language, type Module, type Place } from './language.js';
import { LAYERS } from './layers.js';
import type { Files } from './memory.js';
import { FORMATS, noiseFor } from './noise.js';
import { at, chosenFor, languageOf, platformOf, type Chosen, type FeaturePlan, type Plan } from './plan.js';
import type { Served } from './platforms.js';
import { dataIn, GUARDS, type External, type Truth } from './role.js';
import { finalsOf, hopsOf, wayFrom, type Attached } from './ways.js';

export interface Program {
  files: Files;
  /** By number of the feature. */
  truths: readonly { rows: string; truth: Truth }[];
  /** Where the stores are declared. */
  places: readonly Place[];
}

export function programOf(plan: Plan): Program {
  const language = languageOf(plan);
  const platform = platformOf(plan);
  const features = plan.features.map((feature, claim) => writeFeature(feature, claim, language));
  const served = features.flatMap(({ served: one }) => one ?? []);
  const modules = [
    ...platform.write(served, language, plan.isGathered === 1),
    ...features.flatMap((one) => one.modules),
  ];
  const [first] = modules;
  if (first) first.imports.push(...features.flatMap(({ types }) => types(first.path)));
  const { apply } = at(FORMATS, plan.format);
  const texts = modules.map((module) => textOf(module, language));
  const manifest = {
    name: 'shop',
    private: true,
    type: language.isModule ? 'module' : 'commonjs',
    ...platform.manifest,
  };
  return {
    files: {
      'package.json': JSON.stringify(manifest, null, 2),
      ...Object.fromEntries(texts.map(({ file, text }) => [file, apply(text)])),
    },
    truths: features.map(({ chosen: { names, truth } }) => ({ rows: names.rows, truth })),
    places: texts.flatMap(({ places }) => places),
  };
}

interface FeatureModules {
  chosen: Chosen;
  modules: Module[];
  served: Served | undefined;
  /** Imports of its types, where that is all that anybody takes from it. */
  types: (importer: string) => string[];
}

function writeFeature(feature: FeaturePlan, claim: number, language: Language): FeatureModules {
  const chosen = chosenFor(feature, language);
  const { modules, written, ops } = storeModules(feature, chosen, claim, language);
  const { use, names } = chosen;
  const last = layered(feature, chosen, modules, written, ops, language);
  const hops = feature.hops.map((index) => at(hopsOf(language), index));
  const way = wayFrom(last.path, last.exports, hops, at(finalsOf(language), feature.final), language);
  const routes = (chosen.extra ?? chosen.role).routes(names);
  const attach: Served['attach'] = (importer) => {
    const attached = way.attach(importer);
    const own = written.perRequest?.(attached.name);
    const prelude = [attached.prelude, own].filter(Boolean).join('\n');
    return {
      ...attached,
      prelude,
      call: (op, ...args) => `await ${calleeFor(last, attached, op)}(${args.join(', ')})`,
    };
  };
  const all = [...modules, ...way.barrels];
  if (use === 'script' || use === 'test') all.push(aside(use, chosen, ops, attach, language));
  return {
    chosen,
    modules: all,
    served: use === 'served' || use === 'per request' ? { rows: names.rows, routes, attach } : undefined,
    types: (importer) =>
      use === 'type'
        ? [`import type { ${last.exports.join(', ')} } from '${specifier(language, importer, last.path)}';`]
        : [],
  };
}

/** Where operations are found, from outside. */
interface End {
  path: string;
  exports: readonly string[];
  call: (op: string) => string;
}

/** `orders.save` → `all.orders.save`, where `orders` is what was imported. */
function calleeFor({ exports, call }: End, { name }: Attached, op: string): string {
  return call(op).replace(/^[\w$]+/, (head) => (exports.includes(head) ? name(head) : head));
}

function storeModules(
  feature: FeaturePlan,
  { names, extra, role, container, home }: Chosen,
  claim: number,
  language: Language,
): { modules: Module[]; written: Written; ops: readonly Op[] } {
  const path = `src/stores/${names.rows}`;
  const ops: readonly Op[] = extra
    ? extra.ops(names).map((op) => ({ ...op, body: () => '' }))
    : role
        .ops(names, at(GUARDS, feature.guard))
        .map((op) => ({ ...op, body: (here) => op.body(dataIn(container, here)) }));
  const stage = {
    names,
    language,
    ops,
    isBare: container.isBare === true,
    init: container.init(language, role.entries ?? []),
  };
  const written = extra ? writtenOf(extra, names, language) : home.write(stage);
  const imports = ((extra ?? role).needs ?? []).map((need) => externalImport(need, language));
  const noise = feature.noise.map((index, place) => ({
    text: at(noiseFor(language), index).write(`${names.own('noise')}${place + 1}`),
  }));
  const half = Math.ceil(noise.length / 2);
  const atLoad = extra ? undefined : role.atLoad?.(names, (op, ...args) => `${written.call(op)}(${args.join(', ')})`);
  const blocks = [
    ...noise.slice(0, half),
    { text: written.text, claim },
    ...(atLoad ? [{ text: atLoad, claim }] : []),
    ...noise.slice(half),
  ];
  const store: Module = { path, imports, blocks, exports: written.exports };
  const modules = [store];
  if (written.data) {
    const { text, exports } = written.data;
    modules.push({ path: `${path}-data`, imports: [], blocks: [{ text, claim }], exports });
    imports.push(namedImport(exports, path, `${path}-data`, language));
  }
  if (feature.isCyclic) modules.push(cyclic(store, names.own('label'), language));
  return { modules, written, ops };
}

/** Puts the layers around a store, in its module or in modules of their own. */
function layered(
  feature: FeaturePlan,
  { names, home, extra }: Chosen,
  modules: Module[],
  written: Written,
  ops: readonly Op[],
  language: Language,
): End {
  let [module] = modules;
  if (!module) throw new Error('a feature without a module');
  let end: End = { path: module.path, exports: written.exports, call: written.call };
  if (home.isPerRequest && !extra) return end;
  for (const [level, index] of feature.layers.entries()) {
    const suffix = level > 0 ? String(level + 1) : '';
    const own = (word: string): string => names.own(word) + suffix;
    const layer = at(LAYERS, index).write(ops, end.call, { ...names, own, Class: names.Class + suffix }, language);
    if (feature.isSplit) {
      const path = `src/services/${names.rows}${suffix}`;
      const imports = [namedImport(end.exports, path, end.path, language)];
      module = { path, imports, blocks: [], exports: [] };
      modules.push(module);
    }
    module.blocks.push({ text: layer.text });
    module.exports = layer.exports;
    end = { path: module.path, exports: layer.exports, call: layer.call };
  }
  return end;
}

function namedImport(names: readonly string[], from: string, to: string, language: Language): string {
  const path = specifier(language, from, to);
  return language.isModule
    ? `import { ${names.join(', ')} } from '${path}';`
    : `const { ${names.join(', ')} } = require('${path}');`;
}

const externalImport = ({ name, from }: External, { isModule }: Language): string =>
  isModule ? `import { ${name} } from '${from}';` : `const { ${name} } = require('${from}');`;

/** A module of labels that needs the store, and that the store needs. */
function cyclic(store: Module, label: string, language: Language): Module {
  const path = `src/labels/${label}`;
  const param = paramsOf(language, [{ name: 'id', type: 'string' }]);
  store.imports.push(namedImport([label], store.path, path, language));
  store.blocks.push({ text: `const ${label}Title = () => ${label}('title');` });
  return {
    path,
    imports: [namedImport(store.exports, path, store.path, language)],
    blocks: [{ text: `function ${label}(${param}) {\n  return typeof ${store.exports[0] ?? 'undefined'} + id;\n}` }],
    exports: [label],
  };
}

/** A script or a test: it calls everything, and nothing calls it. */
function aside(
  use: 'script' | 'test',
  { names }: Chosen,
  ops: readonly Op[],
  attach: Served['attach'],
  language: Language,
): Module {
  const path = use === 'script' ? `scripts/seed-${names.rows}` : `src/stores/${names.rows}.test`;
  const { lines, prelude, call } = attach(path);
  const calls = ops.map((op) => `${call(op.name, ...op.params.map(({ name }) => `'${name}'`))};`);
  const extension = use === 'test' ? (language.isTyped ? '.ts' : '.js') : '';
  const text = `async function main() {\n${[prelude ?? '', ...calls].join('\n')}\n}\nmain();`;
  return { path: path + extension, imports: [...lines], blocks: [{ text }], exports: [] };
}
