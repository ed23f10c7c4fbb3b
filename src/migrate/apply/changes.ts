/** From a plan to the bytes of files, and a plan without some of its stores. */
import { byFile, withEdits } from '../edits.js';
import type { Edit, MigrationPlan, Refusal } from '../types.js';
import { changeOf, creation, openFile, type Change, type SourceFile } from './files.js';
import { MigrateError } from './machine.js';

/** The files that a plan edits, as they are. */
export function openEdited(root: string, { edits }: Pick<MigrationPlan, 'edits'>): Map<string, SourceFile> {
  const files = [...new Set(edits.map(({ file }) => file))];
  return new Map(
    files.map((file) => {
      const source = openFile(root, file);
      if (source === undefined) throw new MigrateError(`${file} is not there any more. Run the command again.`);
      return [file, source] as const;
    }),
  );
}

type TextsOf = Pick<MigrationPlan, 'edits' | 'created'>;

/** By file: the text that a plan leaves. */
export function plannedTexts(plan: TextsOf, textOf: (file: string) => string | undefined): Map<string, string> {
  const edited = [...byFile(plan.edits)].map(([file, edits]) => [file, withEdits(textOf(file) ?? '', edits)] as const);
  return new Map([...edited, ...plan.created.map(({ file, text }) => [file, text] as const)]);
}

export function plannedChanges(plan: TextsOf, sources: ReadonlyMap<string, SourceFile>): Change[] {
  const texts = plannedTexts(plan, (file) => sources.get(file)?.text);
  return [...texts].map(([file, text]) => {
    const source = sources.get(file);
    return source === undefined ? creation(file, text) : changeOf(source, text);
  });
}

/** What is left of a plan when some stores stay as they are; an edit goes when no store needs it any more. */
export function withoutStores(plan: MigrationPlan, isOut: (store: string) => boolean): MigrationPlan {
  const kept = <Item extends { readonly stores: readonly string[] }>(items: readonly Item[]): Item[] =>
    items.flatMap((item) => {
      const stores = item.stores.filter((store) => !isOut(store));
      return stores.length === 0 && item.stores.length > 0 ? [] : [{ ...item, stores }];
    });
  return {
    ...plan,
    stores: plan.stores.filter(({ store }) => !isOut(store)),
    edits: kept<Edit>(plan.edits),
    created: kept(plan.created),
    dependencies: kept(plan.dependencies),
  };
}

/** Moves stores from what is planned to what is refused. */
export function refusing(plan: MigrationPlan, refusals: readonly Refusal[]): MigrationPlan {
  const refused = new Set(refusals.map(({ store }) => store));
  const moved = plan.stores.filter(({ store }) => refused.has(store));
  return {
    ...withoutStores(plan, (store) => refused.has(store)),
    refused: [
      ...plan.refused,
      ...moved.map(({ store, symbol, form, role, file, line, column }) => ({
        ...{ store, symbol, form, role, file, line, column },
        refusals: refusals.filter((refusal) => refusal.store === store),
      })),
    ],
  };
}
