/** Divergences as lines of plain text: what a test that fails shows. */
import type { Divergence, Event, Simulation, Suspect } from '../types.js';

/** One line for each step that the fleet answers otherwise: the request, what came, and the store behind it. Empty where nothing differs. */
export function differencesIn({ divergences, scenario }: Simulation): readonly string[] {
  return divergences.map((divergence) => {
    const { step, line, timeline, expectations, stores } = divergence;
    const shown = timeline.find(({ reference }) => reference !== undefined) ?? timeline.at(-1);
    const facts = [
      ...(shown === undefined ? [] : [answerText(shown)]),
      ...expectations.map(({ text, got }) => `\`?? ${text}\` fails: ${got}`),
      countText(divergence),
      ...(stores.length === 0 ? ['no store that the audit found explains it'] : stores.map(storeText)),
    ];
    return `${step} (${scenario}:${line}): ${facts.join('; ')}`;
  });
}

function answerText({ request, instance, answer, reference }: Event): string {
  const came = `${request} on ${instance === '' ? 'nobody' : instance} → ${answer}`;
  return reference === undefined ? came : `${came}, one instance: ${reference}`;
}

const countText = ({ different, requests }: Divergence): string =>
  `${different} of ${requests} ${requests === 1 ? 'answer' : 'answers'} ${different === 1 ? 'differs' : 'differ'}`;

function storeText({ symbol, file, line, there, reference }: Suspect): string {
  const name = `${symbol} (${file}:${line})`;
  if (there === undefined || reference === undefined) return `${name} is used on this route`;
  return there === reference
    ? `${name} held other entries than on one instance: ${reference}`
    : `${name} held ${there}, on one instance ${reference}`;
}
