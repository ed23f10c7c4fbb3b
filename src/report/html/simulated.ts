/** What a simulation saw of a store: who was asked what, what came, and what one instance would have answered. */
import type { Finding } from '../../model/report.js';
import type { SimulatedDivergence, SimulatedStore, SimulationPreview } from '../simulation.js';
import { counted } from '../text.js';
import { fleet } from './fleet.js';
import { code, markup, type Markup } from './markup.js';

/** Each is a story of its own; a store behind everything needs no more to be believed. */
const MOST_SHOWN = 5;

export function simulated({ id, symbol }: Finding, simulation: SimulationPreview | undefined): Markup | undefined {
  const all = (simulation?.divergences ?? []).flatMap((divergence) => {
    const store = divergence.stores.find((each) => each.id === id);
    return store === undefined ? [] : [{ divergence, store }];
  });
  if (simulation === undefined || all.length === 0) return undefined;
  const { scenario, instances, seed } = simulation;
  const more = all.length - MOST_SHOWN;
  return markup`<h4>What the simulation saw</h4><p>${code(scenario)} was played on ${counted(instances, 'instance')} and on one that is never replaced, with seed ${seed}. In ${counted(all.length, 'step')} the answers differ, and ${code(symbol)} is behind it.</p>${all
    .slice(0, MOST_SHOWN)
    .map(
      ({ divergence, store }) =>
        markup`<section class="simulated">${story(divergence, store, scenario, symbol)}</section>`,
    )}${more > 0 ? markup`<p>${counted(more, 'more step')} in the file that ${code('coldstate simulate')} wrote.</p>` : undefined}`;
}

function story(divergence: SimulatedDivergence, store: SimulatedStore, scenario: string, symbol: string): Markup {
  const { step, line, different, requests, expectations } = divergence;
  const count =
    different === 0
      ? 'answers are not what was expected'
      : `${different} of ${counted(requests, 'answer')} ${different === 1 ? 'differs' : 'differ'}`;
  return markup`<h5>${step}</h5><p><small>${scenario}:${line} · ${count}</small></p>${fleet(divergence, store, symbol)}${expectations.length === 0 ? undefined : markup`<ul>${expectations.map(({ text, got }) => markup`<li>${code(text)} fails: ${got}</li>`)}</ul>`}${held(store, symbol)}`;
}

function held({ there, reference }: SimulatedStore, symbol: string): Markup {
  if (there === undefined || reference === undefined) return markup`<p>${code(symbol)} is used on this route.</p>`;
  if (there === reference)
    return markup`<p>${code(symbol)} held other entries than on one instance: ${code(reference)}</p>`;
  return markup`<p>${code(symbol)} held ${code(there)}; on one instance ${code(reference)}</p>`;
}
