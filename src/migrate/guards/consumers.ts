/** Components are compiled by their framework, and not edited here: what they import from the project has to stay what it is. */
import { ts } from 'ts-morph';
import { isComponentFile, scriptsOf } from '../../syntax/scripts.js';
import type { Place, Refusal } from '../types.js';
import { exportsOf, givesFunctionAt, isGivenBy, type Exported } from './exports.js';
import { refusalAt, type ChangedFor, type Guard, type World } from './types.js';

const ADVICE =
  'Give it what it needs from a route handler, a loader or an asynchronous function, and await that there.';

export const consumers: Guard = ({ target, uses, ...world }) => {
  const outside = target.finding.accesses.filter(({ file }) => world.code.file(file) === undefined);
  const isStore = ({ declaration }: Exported): boolean =>
    isGivenBy(declaration, target.declaration) ||
    uses.some((use) => 'alias' in use && isGivenBy(declaration, use.receiver));
  const places = outside.length > 0 ? outside : importersOf(world, isStore);
  return places.map((place) =>
    refusalAt(
      target.store,
      place,
      'EXTERNAL_CONSUMER',
      `${place.file} uses \`${target.name.text}\`, and is not edited`,
      ADVICE,
    ),
  );
};

/** Functions that would give a promise from now on. */
export function consumersOfFunctions(world: World, functions: readonly ChangedFor[]): Refusal[] {
  return functions.flatMap((fn) => {
    const places = importersOf(world, ({ declaration }) => givesFunctionAt(world.code, declaration, fn));
    const why = (file: string) => `${file} calls \`${fn.name}\`, which would give a promise, and is not edited`;
    return places.flatMap((place) =>
      fn.stores.map((store) => refusalAt(store, place, 'EXTERNAL_CONSUMER', why(place.file), ADVICE)),
    );
  });
}

/** Where a component first uses an export of the project that `isMeant`. */
function importersOf({ code, source }: World, isMeant: (exported: Exported) => boolean): Place[] {
  return (source.others ?? []).filter(isComponentFile).flatMap((name) => {
    const text = source.read(name) ?? '';
    const script = ts.createSourceFile(`${name}.ts`, scriptsOf(name, text).text, ts.ScriptTarget.ESNext, true);
    return script.statements.filter(ts.isImportDeclaration).flatMap((statement) => {
      const specifier = (statement.moduleSpecifier as ts.StringLiteral).text;
      const module = code.file(source.resolve(name, specifier) ?? '');
      if (module === undefined || statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword) return [];
      const meant = new Set(
        exportsOf(code, module)
          .filter(isMeant)
          .map((exported) => exported.name),
      );
      const local = localNames(statement.importClause).find((one) =>
        one.imported === '*' ? meant.size > 0 : meant.has(one.imported),
      );
      if (local === undefined) return [];
      const at = firstUse(text, local.name, statement.end) ?? statement.getStart();
      const { line, character } = ts.getLineAndCharacterOfPosition(script, at);
      return [{ file: name, line: line + 1, column: character + 1 }];
    });
  });
}

function localNames(clause: ts.ImportClause | undefined): { imported: string; name: string }[] {
  const bindings = clause?.namedBindings;
  const named =
    bindings === undefined
      ? []
      : ts.isNamespaceImport(bindings)
        ? [{ imported: '*', name: bindings.name.text }]
        : bindings.elements.map(({ name, propertyName }) => ({
            imported: (propertyName ?? name).text,
            name: name.text,
          }));
  return clause?.name === undefined ? named : [{ imported: 'default', name: clause.name.text }, ...named];
}

/** In the script or the template; line numbers are the same in both. */
function firstUse(text: string, name: string, from: number): number | undefined {
  const found = new RegExp(`(?<![\\w$.])${name.replaceAll('$', '\\$')}(?![\\w$])`).exec(text.slice(from));
  return found === null ? undefined : from + found.index;
}
