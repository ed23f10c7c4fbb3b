/**
 * The requests around an answer that differs, in their order: a lane for each instance, one for the instance that is never replaced, where the store
 * was written and where it held something else. A table drawn as a picture, so that its text is its alternative.
 */
import type { SimulatedDivergence, SimulatedEvent, SimulatedStore } from '../simulation.js';
import { code, markup, type Content, type Markup } from './markup.js';
import { breakable } from './parts.js';

export function fleet({ step, timeline }: SimulatedDivergence, store: SimulatedStore, symbol: string): Markup {
  const slots = [...new Set(timeline.flatMap(({ instance }) => (instance === '' ? [] : [slotOf(instance)])))].sort();
  const caption = `${step}: who was asked, what came, and what one instance answers`;
  const lanes = slots.map((slot) => markup`<th scope="col">${instanceOf(slot)}</th>`);
  const rows = timeline.map((event) => row(event, slots, store, symbol));
  return markup`<div class="scroll" tabindex="0" role="group" aria-label="${caption}"><table class="fleet"><caption class="vh">${caption}</caption><thead><tr><th scope="col">Request</th>${lanes}<th scope="col">One instance</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function row(event: SimulatedEvent, slots: readonly string[], store: SimulatedStore, symbol: string): Markup {
  if (event.kind === 'deploy')
    return markup`<tr class="deploy"><th scope="row">A deploy</th><td colspan="${slots.length}">Every instance is replaced</td><td class="track"></td></tr>`;
  const { request, instance, answer, reference } = event;
  const lanes = slots.map((slot) =>
    slotOf(instance) === slot
      ? stop(reference === undefined ? 'as-one' : 'differs', answer, notesOf(event, store, symbol))
      : markup`<td class="track"></td>`,
  );
  return markup`<tr><th scope="row"><span class="route">${breakable(request)}</span></th>${lanes}${stop('as-one', reference ?? answer, [])}</tr>`;
}

function stop(kind: 'as-one' | 'differs', answer: string, notes: readonly Content[]): Markup {
  return markup`<td class="track"><div class="stop ${kind}"><strong>${answer}</strong>${notes.map((note) => markup` <small>${note}</small>`)}</div></td>`;
}

function notesOf(
  { instance, cold, written = [], differing = [] }: SimulatedEvent,
  store: SimulatedStore,
  symbol: string,
): Content[] {
  return [
    ...(cold ? [`${instance.split(' ').at(-1) ?? ''} is new`] : []),
    ...(written.includes(store.id) ? [markup`writes ${code(symbol)}`] : []),
    ...(differing.includes(store.id) ? [markup`has another ${code(symbol)}`] : []),
  ];
}

function instanceOf(slot: string): Markup {
  const [, unit, name] = /^(?:(.+) )?(\S+)$/.exec(slot) ?? [];
  return markup`Instance ${name}${unit === undefined ? undefined : markup` <small>of ${unit}</small>`}`;
}

/** `A2` is who came second in slot A; units that are deployed apart are named before it. */
const slotOf = (instance: string): string => instance.replace(/\.?\d+$/, '');
