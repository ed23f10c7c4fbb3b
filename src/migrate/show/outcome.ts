/** What a run did, and what is left to do. */
import { counted, listed, wrapped } from '../../report/text.js';
import { paintedCode, printable } from '../../report/terminal.js';
import type { Undone } from '../apply/index.js';
import type { CheckReport, Failure } from '../checks/index.js';
import type { MigrationPlan } from '../types.js';
import { countedFiles, folded } from './folded.js';
import { commandLines, note, pageOf, pageText, placeText, refusalHint, type Page, type PageContext } from './page.js';
import { checkLines } from './plan.js';
import { refusedOverview } from './refused.js';

export interface Applied {
  readonly plan: MigrationPlan;
  readonly id: string;
  readonly files: readonly string[];
  /** To run by hand, where it was not run. */
  readonly install: readonly string[];
  readonly installed: boolean;
  readonly document: string | undefined;
  readonly marked: number;
  readonly notes: readonly string[];
}

export function appliedText(applied: Applied, context: PageContext): string {
  const page = pageOf(context);
  const { plan, files, install, installed, document, marked, notes } = printable(applied, page.unicode);
  const { paint, glyphs, command } = page;
  const done = plan.stores.map(
    ({ symbol, adapter }) =>
      `${paint.green(glyphs.ok)} ${symbol} ${glyphs.arrow} ${adapter.constructor}('${adapter.name}')`,
  );
  const steps = commandLines(
    [
      ...(installed ? [] : install.map((line) => [line, 'install what the code now imports'] as const)),
      [command('verify'), 'check it again, with your tests: --test-command'],
      [command('undo'), 'take it back, byte for byte'],
    ],
    page,
  );
  return pageText([
    [paint.bold(`Migrated ${counted(plan.stores.length, 'store')}: ${countedFiles(files)} written.`)],
    done,
    refusedOverview(plan.refused, page),
    marked === 0 ? [] : [refusalHint(marked)],
    document === undefined ? [] : [`${document} is the text for the pull request.`],
    notes.flatMap((one) => note(one, page, 0)),
    [paint.bold('Next'), '', ...steps],
  ]);
}

export function nothingText(plan: MigrationPlan, context: PageContext, marked: number): string {
  const page = pageOf(context);
  const { refused } = printable(plan, page.unicode);
  return pageText([
    [
      page.paint.bold(
        refused.length === 0
          ? 'Nothing to migrate. No file was changed.'
          : marked > 0
            ? 'Nothing could be migrated; the refusals are marked.'
            : 'Nothing could be migrated. No file was changed.',
      ),
    ],
    refusedOverview(refused, page),
    marked === 0 ? [] : [refusalHint(marked)],
  ]);
}

export function undoneText({ restored, removed }: Undone, { width }: Pick<PageContext, 'width'>): string {
  const parts = [
    `Restored ${counted(restored.length, 'file')}, byte for byte: ${listed(restored, 8)}.`,
    ...(removed.length === 0 ? [] : [`Removed what was made: ${listed(folded(removed), 8)}.`]),
  ];
  return `${parts.flatMap((part) => wrapped(part, width)).join('\n')}\n`;
}

export interface Verified {
  readonly reports: readonly CheckReport[];
  readonly failures: readonly Failure[];
  readonly tests: readonly { readonly where: string; readonly passed: boolean }[];
  readonly notes: readonly string[];
}

export function verifiedText(verified: Verified, context: PageContext): string {
  const page = pageOf(context);
  const { reports, failures, tests, notes } = printable(verified, page.unicode);
  const { paint, glyphs } = page;
  const good = failures.length === 0 && tests.every(({ passed }) => passed);
  return pageText([
    [paint.bold(good ? 'Verified.' : 'Not verified.')],
    [
      ...checkLines(reports, page, 'failed'),
      ...tests.map(
        ({ where, passed }) =>
          `${passed ? paint.green(glyphs.ok) : paint.red(glyphs.critical)} tests on ${where}${passed ? '' : ' fail'}`,
      ),
    ],
    failures.flatMap((failure) => failureLines(failure, page)),
    notes,
  ]);
}

function failureLines({ why, ...place }: Failure, page: Page): string[] {
  return [
    page.paint.underline(placeText(place)),
    ...paintedCode(wrapped(why, page.width - 4), page.paint).map((line) => `    ${line}`),
  ];
}
