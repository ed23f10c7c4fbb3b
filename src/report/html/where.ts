/** Where: the trail through the code, from where a store is declared over the request that writes it to the read that misses it. */
import type { Finding, ReportedAccess, TrailStep } from '../../model/report.js';
import { counted } from '../text.js';
import { noteOf, picturedSteps } from '../trail.js';
import { formNames, roleNames } from '../words.js';
import { excerpt, type CodeMark } from './code.js';
import { code, markup, prose, type Markup } from './markup.js';
import { breakable, place, table } from './parts.js';
import type { View } from './view.js';

export function where(finding: Finding, view: View): Markup {
  const steps = finding.trail.length > 0 ? finding.trail : picturedSteps(finding);
  return markup`${trailList(steps)}${frames(steps).map((frame) => frameMarkup(frame, view))}${companions(finding)}${accesses(finding)}`;
}

const titles: Record<TrailStep['kind'], string> = {
  declare: 'Declared',
  entry: 'Request',
  call: 'Call',
  write: 'Write',
  read: 'Read',
};

function trailList(steps: readonly TrailStep[]): Markup {
  return markup`<ol class="trail" aria-label="Trail">${steps.map(
    (step) =>
      markup`<li class="${step.kind}"><b>${titles[step.kind]}</b> ${remark(step)} ${place(step.file, step.line)}</li>`,
  )}</ol>`;
}

/** What the title does not say already: routes and calls as code, `written here on POST /links` as its second half. */
function remark(step: TrailStep): Markup {
  if (step.kind === 'entry' || step.kind === 'call') return code(noteOf(step));
  return prose(noteOf(step).replace(/^(?:and )?(?:declared|written|read) here(?:, |: | |$)/, ''));
}

interface Numbered {
  readonly step: TrailStep;
  readonly number: number;
}

/** Steps that stand near each other in one file, and follow each other on the trail, are shown in one piece of code. */
const NEAR = 12;

function frames(steps: readonly TrailStep[]): Numbered[][] {
  const all: Numbered[][] = [];
  for (const [at, step] of steps.entries()) {
    const frame = all.at(-1);
    const isNear = frame?.some(({ step: { file, line } }) => file === step.file && Math.abs(line - step.line) <= NEAR);
    if (frame && isNear) frame.push({ step, number: at + 1 });
    else all.push([{ step, number: at + 1 }]);
  }
  return all;
}

function frameMarkup(frame: readonly Numbered[], { file }: View): Markup {
  const path = frame[0]?.step.file ?? '';
  const text = file(path);
  const numbers = frame.map(({ number }) => number).join(', ');
  const head = markup`<figcaption><span class="path">${breakable(path)}</span></figcaption>`;
  if (text === undefined)
    return markup`<figure class="frame">${head}<p class="gone">The text of this file is not at hand.</p></figure>`;
  const marks = frame.map(({ step, number }): CodeMark => ({
    ...step,
    label: markup`<b><span class="vh">Step </span>${number}</b> ${titles[step.kind]} ${remark(step)}`,
  }));
  return markup`<figure class="frame">${head}${excerpt(text, marks, `${path}, ${frame.length === 1 ? 'step' : 'steps'} ${numbers} of the trail`)}</figure>`;
}

function companions({ companions: all }: Finding): Markup | undefined {
  if (all.length === 0) return undefined;
  const items = all.map(
    ({ symbol, form, role, note, file, line }) =>
      markup`<li>${code(symbol)}, ${role === 'other' ? '' : `${roleNames[role]} `}${formNames[form]}: ${prose(note)} ${place(file, line)}</li>`,
  );
  return markup`<h4>What stands or falls with it</h4><ul class="companions">${items}</ul>`;
}

function accesses({ accesses: all }: Finding): Markup | undefined {
  if (all.length === 0) return undefined;
  const rows = all.map((access) => [
    place(access.file, access.line),
    access.operation,
    functionName(access),
    phases[access.phase],
  ]);
  return markup`<details><summary>${counted(all.length, 'access', 'accesses')}</summary>${table(['Where', 'Operation', 'Function', 'When'], rows, 'Every access')}</details>`;
}

const phases: Record<ReportedAccess['phase'], string> = { init: 'when the module loads', request: 'on requests' };

function functionName({ fn, phase }: ReportedAccess): Markup | string {
  if (fn !== '') return code(`${fn}()`);
  return phase === 'init' ? 'module level' : 'without a name';
}
