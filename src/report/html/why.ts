/** Why: what will go wrong, in this code's words, and the questions by which the store was judged. */
import type { DecisionStep, Finding, RoleScore } from '../../model/report.js';
import { capitalised, sentence } from '../text.js';
import { effectNames, roleNames } from '../words.js';
import { markup, prose, type Markup } from './markup.js';
import { table } from './parts.js';
import { simulated } from './simulated.js';
import { timeline } from './timeline.js';
import type { View } from './view.js';

export function why(finding: Finding, { unitOf, simulation }: View): Markup {
  return markup`${timeline(finding, unitOf)}${simulated(finding, simulation)}${effects(finding)}${decision(finding.decision)}`;
}

function effects({ effects: all, impact }: Finding): Markup | undefined {
  if (impact.length === 0) return undefined;
  const items = impact.map((text, at) => {
    const effect = all[at];
    return markup`<li>${effect === undefined ? undefined : markup`<b>${capitalised(effectNames[effect])}</b> `}${prose(text)}</li>`;
  });
  return markup`<h4>What goes wrong</h4><ul class="effects">${items}</ul>`;
}

function decision(steps: readonly DecisionStep[]): Markup | undefined {
  if (steps.length === 0) return undefined;
  return markup`<h4>How it was decided</h4><ol class="decision">${steps.map(stepMarkup)}</ol>`;
}

function stepMarkup({ question, answer, evidence, roles }: DecisionStep): Markup {
  const facts = roles
    ? votes(roles)
    : evidence.length === 0
      ? undefined
      : markup`<ul>${evidence.map((text) => markup`<li>${prose(text)}</li>`)}</ul>`;
  return markup`<li><b>${prose(question)}</b> <span>${prose(sentence(answer))}</span>${facts}</li>`;
}

/** The vote: each role with its total, and the clues that speak for it. */
function votes(roles: readonly RoleScore[]): Markup {
  const rows = roles.map(({ role, score, clues }) => [
    roleNames[role],
    score,
    markup`<ul class="bare">${clues.map(({ weight, says }) => markup`<li><span class="weight">+${weight}</span> ${prose(says)}</li>`)}</ul>`,
  ]);
  return table(['Role', 'Total', 'Clues'], rows, 'What it is for, by the clues that speak for it');
}
