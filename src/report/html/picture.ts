/**
 * The architecture as it behaves: two instances side by side, what each holds of the project's own stores, and the requests that write and
 * read them. A table drawn as a picture, so that its text is its alternative.
 */
import type { Finding } from '../../model/report.js';
import { counted, groupBy } from '../text.js';
import { heldOf } from './held.js';
import { markup, type Markup } from './markup.js';
import { breakable, linkTo, mark, symbolCode } from './parts.js';
import { requestsThat, storyOf, unitsText, type UnitOf } from './story.js';

const MAX_STORES = 12;
const MAX_REQUESTS = 2;

export function picture(findings: readonly Finding[], unitOf: UnitOf): Markup | undefined {
  const reached = findings.filter(({ reached: isReached, severity }) => isReached !== 'no' && severity !== 'low');
  const shown = (reached.length > 0 ? reached : findings).slice(0, MAX_STORES);
  if (shown.length === 0) return undefined;
  const rest = reached.length - shown.length;
  const groups = grouped(shown, unitOf).map((group) => groupMarkup(group, unitOf));
  return markup`<h3>What two instances hold</h3><div class="scroll" tabindex="0" role="group" aria-label="What two instances hold"><table class="picture"><caption>After the same few requests, spread over two instances. The values are an illustration; the stores and the requests are this project’s.</caption><colgroup><col class="requests"><col><col class="between"><col><col class="requests"></colgroup>${groups}</table></div>${
    rest > 0
      ? markup`<p class="note">The ${shown.length} worst of ${counted(reached.length, 'store')} are shown.</p>`
      : undefined
  }`;
}

interface Group {
  /** What the two instances are instances of, where it is known and differs. */
  readonly apart: readonly [writer: string, reader: string] | undefined;
  readonly stores: readonly Finding[];
}

/** Stores that are written and read in the same units share a pair of boxes. */
function grouped(findings: readonly Finding[], unitOf: UnitOf): Group[] {
  const pairOf = (finding: Finding): Group['apart'] => {
    const { writerUnit, readerUnit } = storyOf(finding, unitOf);
    const [writer, reader] = [writerUnit ?? readerUnit, readerUnit ?? writerUnit];
    return writer === undefined || reader === undefined ? undefined : [writer, reader];
  };
  const groups = groupBy(findings, (finding) => JSON.stringify(pairOf(finding) ?? finding.units));
  return [...groups.values()].map((stores) => {
    const pair = stores[0] && pairOf(stores[0]);
    return { apart: pair && pair[0] !== pair[1] ? pair : undefined, stores };
  });
}

function groupMarkup({ apart, stores }: Group, unitOf: UnitOf): Markup {
  const [first] = stores;
  const together = first && (storyOf(first, unitOf).writerUnit ?? unitsText(first.units));
  const title = apart
    ? `${apart[0]} writes, ${apart[1]} reads: they are deployed apart, and never share memory`
    : together;
  const box = (name: string, unit: string | undefined): Markup =>
    markup`<th scope="col" class="instance">Instance ${name}${unit === undefined ? undefined : markup` <small>of ${unit}</small>`}</th>`;
  return markup`<tbody><tr class="unit"><th scope="rowgroup" colspan="5">${title}</th></tr><tr class="heads"><th scope="col">Requests that write</th>${box('A', apart?.[0])}<td></td>${box('B', apart?.[1])}<th scope="col">Requests that read</th></tr>${stores.map(row)}</tbody>`;
}

function row(finding: Finding): Markup {
  const { a, b } = heldOf(finding);
  const [sign, says] = a === b ? ['=', 'the same as'] : ['≠', 'differs from'];
  return markup`<tr><td class="in">${requests('write', finding)}</td><td class="instance"><span class="name">${mark(finding.severity)} ${linkTo(finding)}</span> ${a}</td><td class="versus"><span aria-hidden="true">${sign}</span><span class="vh">${says}</span></td><td class="instance"><span class="name">${symbolCode(finding)}</span> ${b}</td><td class="out">${requests('read', finding)}</td></tr>`;
}

function requests(kind: 'write' | 'read', finding: Finding): Markup {
  const all = requestsThat(kind, finding);
  if (all.length === 0) return markup`<span class="none">not on the trail</span>`;
  return markup`<ul class="bare">${all.slice(0, MAX_REQUESTS).map((request) => markup`<li><span class="route">${breakable(request)}</span></li>`)}</ul>`;
}
