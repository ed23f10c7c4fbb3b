/** A simulation for people at a terminal: what was asked in a table, then who answered otherwise, step by step, and what they held. */
import { field, joinedFacts, markOf, ruled } from '../../report/entry.js';
import type { RenderContext } from '../../report/reporter.js';
import { paintedCode, printable, screenOf, type Screen } from '../../report/terminal.js';
import { columnsOf, counted, cut, grouped, wrapped } from '../../report/text.js';
import { roleNames, severityNames } from '../../report/words.js';
import { platforms } from '../../platforms/index.js';
import type { Divergence, Event, Simulation, StepResult, Suspect } from '../types.js';

export type SimulationContext = Pick<RenderContext, 'paint' | 'width' | 'unicode' | 'elapsedMs' | 'directory'>;

export function simulationAsText(simulation: Simulation, context: SimulationContext): string {
  const screen = screenOf({ ...context, source: () => undefined, failOn: 'none' });
  const shown = printable(simulation, context.unicode);
  const blocks = [
    heading(shown, screen),
    table(shown.steps, shown.divergences, screen),
    ...shown.divergences.map((divergence, at) => story(divergence, at + 1, shown, screen)),
    storesSection(shown, screen),
    notesSection(shown.notes, screen),
    summary(shown, context, screen),
  ];
  return `\n${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

const titleOf = (platform: string): string => platforms.find(({ name }) => name === platform)?.title ?? platform;

function heading(
  { scenario, instances, platform, rules, seed, seeds, recycle }: Simulation,
  { paint, glyphs, width }: Screen,
): string[] {
  const facts = joinedFacts(
    [
      counted(instances, 'instance'),
      titleOf(platform),
      rules.concurrency === 'one' ? 'one request at a time each' : 'many requests at a time each',
      rules.freeze > 0 ? 'frozen between requests' : undefined,
      recycle > 0 ? `${percent(recycle)} recycled` : undefined,
      seeds === 1 ? `seed ${seed}` : `seeds ${seed} to ${seed + seeds - 1}`,
    ],
    glyphs,
  );
  return [paint.bold(cut(scenario, width, glyphs.more)), ...wrapped(facts, width).map(paint.dim)];
}

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;

const GAP = '  ';

/** One line a step; on a narrow screen the answers stand below its title. */
function table(steps: readonly StepResult[], divergences: readonly Divergence[], screen: Screen): string[] {
  const { paint, glyphs, width } = screen;
  const isDivergent = new Set(divergences.map(({ line }) => line));
  const rows = steps.map((step) => ({
    ...step,
    count: grouped(step.requests),
    fleet: isDivergent.has(step.line) && step.fleet === step.reference ? 'other contents' : step.fleet,
    isDivergent: isDivergent.has(step.line),
  }));
  const columns = {
    count: widest(
      rows.map(({ count }) => count),
      'requests',
    ),
    reference: widest(
      rows.map(({ reference }) => reference),
      'one instance',
    ),
    fleet: widest(
      rows.map(({ fleet }) => fleet),
      'the fleet',
    ),
  };
  const rest = columns.count + columns.reference + columns.fleet + 3 * GAP.length;
  const title = width - rest - 2;
  const cells = (count: string, reference: string, fleet: string): string =>
    [count.padStart(columns.count), padded(reference, columns.reference), fleet].join(GAP);
  const isWide = title >= 24;
  const body = rows.flatMap((row) => {
    const mark = row.isDivergent ? paint.red(glyphs.critical) : paint.green(glyphs.ok.slice(0, 1));
    const told = cells(row.count, row.reference, row.isDivergent ? paint.red(row.fleet) : row.fleet);
    if (isWide) return [`${mark} ${padded(cut(row.title, title, glyphs.more), title)}${GAP}${told}`];
    return [
      `${mark} ${cut(row.title, width - 2, glyphs.more)}`,
      `  ${paint.dim(`${row.count} ${glyphs.times}`)} ${narrow(row, screen)}`,
    ];
  });
  const head = paint.dim(`  ${padded('', title)}${GAP}${cells('requests', 'one instance', 'the fleet')}`);
  return isWide ? [head, ...body] : body;
}

function narrow(
  { reference, fleet, isDivergent }: StepResult & { isDivergent: boolean },
  { paint, glyphs }: Screen,
): string {
  if (!isDivergent) return reference;
  return `${reference} ${glyphs.arrow} ${paint.red(fleet)}`;
}

const widest = (texts: readonly string[], title: string): number => Math.max(...[...texts, title].map(columnsOf));

const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - columnsOf(text)));

function story(divergence: Divergence, number: number, simulation: Simulation, screen: Screen): string[] {
  const { paint, glyphs, width } = screen;
  const { step, line, different, requests, seeds, expectations, timeline, stores } = divergence;
  const facts = joinedFacts(
    [
      `${simulation.scenario}:${line}`,
      different > 0
        ? `${grouped(different)} of ${counted(requests, 'answer')} ${different === 1 ? 'differs' : 'differ'}`
        : 'answers are not what was expected',
      simulation.seeds > 1 ? `with ${seeds.length} of ${simulation.seeds} seeds, here ${seeds[0] ?? ''}` : undefined,
    ],
    glyphs,
  );
  return [
    paint.red(ruled(`${number}. ${cut(step, width - 12, glyphs.more)}`, screen)),
    ...wrapped(facts, width - 3).map((text) => `   ${paint.dim(text)}`),
    ...timelineRows(timeline, screen),
    ...expectations.flatMap(({ text, got }) => field('fails', `\`?? ${text}\`: ${got}`, screen)),
    ...stores.flatMap((store) => storeRows(store, screen)),
    ...(stores.length === 0 ? field('why', 'No store that the audit found explains it.', screen) : []),
  ];
}

/** Who was asked what, and what came: an answer that is not that of one instance in red, with that beside it. */
function timelineRows(events: readonly Event[], screen: Screen): string[] {
  const { paint, glyphs, width } = screen;
  const asked = events.filter(({ kind }) => kind === 'request');
  const instance = Math.min(30, widest(asked.map(nameOf), ''));
  const longest = widest(
    asked.map(({ request }) => request),
    '',
  );
  const answers = widest(asked.map(answerText), '') + glyphs.arrow.length + 1;
  const room = width - 3 - instance - 2 * GAP.length;
  const isWide = room - answers >= Math.min(longest, 24);
  const request = isWide ? Math.min(longest, room - answers) : room;
  return events.flatMap((event) => {
    if (event.kind === 'deploy')
      return [`   ${paint.dim(`${glyphs.rule.repeat(2)} every instance is replaced ${glyphs.rule.repeat(2)}`)}`];
    const head = `   ${paint.cyan(padded(cut(nameOf(event), instance, glyphs.more), instance))}${GAP}`;
    const what = cut(event.request, request, glyphs.more);
    const came = `${paint.dim(glyphs.arrow)} ${painted(event, paint)}`;
    if (isWide) return [`${head}${padded(what, request)}${GAP}${came}`];
    const indent = ' '.repeat(5);
    const lines = wrapped(answerText(event), width - indent.length - glyphs.arrow.length - 1);
    return [
      head + what,
      ...lines.map(
        (text, at) =>
          `${indent}${at === 0 ? paint.dim(glyphs.arrow) : ' '} ${event.reference === undefined ? text : paint.red(text)}`,
      ),
    ];
  });
}

const nameOf = ({ instance, cold }: Event): string => `${instance === '' ? 'nobody' : instance}${cold ? ' (new)' : ''}`;

const answerText = ({ answer, reference }: Event): string =>
  reference === undefined ? answer : `${answer}, one instance: ${reference}`;

function painted({ answer, reference }: Event, paint: Screen['paint']): string {
  return reference === undefined ? answer : `${paint.red(answer)}, one instance: ${paint.green(reference)}`;
}

function storeRows(store: Suspect, screen: Screen): string[] {
  const { symbol, file, line, role, there, reference } = store;
  const name = `\`${symbol}\` (${roleNames[role]}, ${file}:${line})`;
  if (there === undefined || reference === undefined) return field('why', `${name} is used on this route.`, screen);
  if (there === reference)
    return field('why', `${name} held other entries than on one instance: ${reference}.`, screen);
  return field('why', `${name} held ${there}; on one instance ${reference}.`, screen);
}

/** What has to move, by how much of the above it explains. */
function storesSection({ divergences }: Simulation, screen: Screen): string[] {
  const { paint, glyphs, width } = screen;
  const byId = new Map<string, { store: Suspect; steps: number }>();
  for (const { stores } of divergences) {
    for (const store of stores) byId.set(store.id, { store, steps: (byId.get(store.id)?.steps ?? 0) + 1 });
  }
  if (byId.size === 0) return [];
  const rows = [...byId.values()].sort((a, b) => b.steps - a.steps);
  return [
    ruled(`behind it: ${counted(rows.length, 'store')}`, screen),
    '',
    ...rows.map(({ store, steps }) => {
      const { symbol, severity, role, file, line } = store;
      const facts = joinedFacts(
        [severityNames[severity], roleNames[role], `${file}:${line}`, counted(steps, 'step')],
        glyphs,
      );
      const room = width - columnsOf(`${glyphs[severity]} ${symbol}  `);
      return `${markOf(severity, screen)} ${paint.bold(symbol)}  ${paint.dim(cut(facts, room, glyphs.more))}`;
    }),
  ];
}

function notesSection(notes: readonly string[], screen: Screen): string[] {
  if (notes.length === 0) return [];
  const rows = notes.flatMap((note) => wrapped(note, screen.width - 2).map((text) => `  ${text}`));
  return [screen.paint.yellow(ruled(`notes: ${notes.length}`, screen)), '', ...paintedCode(rows, screen.paint)];
}

function summary(
  simulation: Simulation,
  { elapsedMs, directory }: SimulationContext,
  { paint, glyphs, width }: Screen,
): string[] {
  const { divergences, steps, requests, life } = simulation;
  const isClean = divergences.length === 0;
  const verdict = isClean
    ? paint.green(`${glyphs.ok} ${counted(simulation.instances, 'instance')} did what one instance does`)
    : paint.red(`${divergences.length} of ${counted(steps.length, 'step')} differ from what one instance does`);
  const facts = joinedFacts(
    [
      counted(requests, 'request'),
      [
        `${counted(life.started, 'instance')} started`,
        ...(life.recycled > 0 ? [`${grouped(life.recycled)} recycled`] : []),
        ...(life.ended.length > 0 ? [`${grouped(life.ended.length)} ended by what they did`] : []),
      ].join(', '),
      elapsedMs === undefined ? undefined : `${(elapsedMs / 1000).toFixed(1)} s`,
    ],
    glyphs,
  );
  const ends = [...new Set(life.ended.map(({ reason }) => reason))].slice(0, 3);
  const store = divergences.flatMap(({ stores }) => stores)[0];
  const place = store && `${store.file}:${store.line}${directory === undefined ? '' : ` --dir ${directory}`}`;
  return [
    paint.dim(glyphs.rule.repeat(width)),
    ...[
      verdict,
      ...wrapped(facts, width - 2),
      ...ends.flatMap((reason) => wrapped(`An instance ended: ${reason}.`, width - 2)),
      ...(place === undefined ? [] : [`Next: ${paint.cyan(`coldstate explain ${place}`)}`]),
    ].map((text) => `  ${text}`),
  ];
}
