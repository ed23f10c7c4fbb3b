import { MODULE, type FunctionId, type ModuleFacts, type Span, type TestAtom, type Value } from '../../model/facts.js';
import type { Access } from '../../program/stores.js';

/** Code that servers and browsers share, where it asks which of them it runs in. */

/** Objects that there are in browsers alone. */
const OF_BROWSERS: ReadonlySet<string> = new Set(['window', 'document', 'localStorage', 'sessionStorage']);
/** Constants that say so, by the module that they come from. */
const CONSTANTS: ReadonlySet<string> = new Set(['$app/environment#browser', 'esm-env#BROWSER']);
/** And constants and functions that say the opposite. */
const OF_SERVERS =
  /^@tanstack\/(?:[a-z]+-query|query-core)#(?:isServer|environmentManager\.isServer)$|^react-query#isServer$|^esm-env#SSR$/;
const MEMBERS = /^(?:process\.(?:browser|client)|import\.meta\.(?:client|browser))$/;
const SERVER_MEMBERS = /^(?:process\.server|import\.meta\.(?:server|env\.SSR))$/;

/** `if (browser) …`, `if (typeof window === 'undefined') return; …` */
export function isOfBrowser({ module, fn, at }: Pick<Access, 'module' | 'fn' | 'at'>): boolean {
  const around = functionsAround(module, fn);
  const isIn = (span: Span | undefined): boolean => span !== undefined && at[0] >= span[0] && at[1] <= span[1];
  return module.branches.some(({ fn: owner, test, then, else: otherwise, thenExits }) => {
    if (!around.has(owner)) return false;
    const [first, ...others] = test.map((atom) => asksForBrowser(module, atom));
    if (isIn(then)) return first === true || others.includes(true);
    const isAfter = thenExits && at[0] >= then[1];
    return first === false && others.length === 0 && (isIn(otherwise) || isAfter);
  });
}

/** Whether a comparison holds in browsers, or on servers; nothing where it asks something else. */
function asksForBrowser(module: ModuleFacts, { value, holds }: TestAtom): boolean | undefined {
  const isThere = holds === 'truthy';
  if (holds === 'compare') return undefined;
  if (isBrowser(module, value)) return isThere;
  return SERVER_MEMBERS.test(pathOf(value)) || OF_SERVERS.test(importedAs(module, value)) ? !isThere : undefined;
}

/** `@tanstack/react-query#isServer`, and of a call what is called. */
function importedAs(module: ModuleFacts, value: Value): string {
  switch (value.kind) {
    case 'import':
      return `${value.source}#${value.name}`;
    case 'member':
      return `${importedAs(module, value.of)}.${value.key}`;
    case 'call': {
      const callee = module.calls[value.id]?.callee;
      return callee ? importedAs(module, callee) : '';
    }
    case 'variable': {
      const [only] = module.variables[value.id]?.values ?? [];
      return only?.kind === 'import' ? importedAs(module, only) : '';
    }
    default:
      return '';
  }
}

function isBrowser(module: ModuleFacts, value: Value): boolean {
  if (value.kind === 'global') return OF_BROWSERS.has(value.name);
  if (value.kind === 'member') return MEMBERS.test(pathOf(value));
  return CONSTANTS.has(importedAs(module, value));
}

function pathOf(value: Value): string {
  if (value.kind === 'global') return value.name;
  return value.kind === 'member' ? `${pathOf(value.of)}.${value.key}` : '';
}

function functionsAround({ functions }: ModuleFacts, fn: FunctionId): ReadonlySet<FunctionId> {
  const around = new Set<FunctionId>();
  for (let at = fn; at !== MODULE; at = functions[at]?.parent ?? MODULE) around.add(at);
  return around;
}
