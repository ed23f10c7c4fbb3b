/** `coldstate rules`, and `coldstate explain` for a rule or an effect: nothing is audited for that. */
import { paintFor, wantsColour, wantsUnicode } from './colour.js';
import { widthOf, type Host } from './host.js';
import { nearest } from '../model/nearest.js';
import type { RenderContext } from '../report/reporter.js';
import { pageAsText, PAGES, rulesAsText } from '../report/rules.js';

export function tellRules(host: Host, colour: boolean | undefined): void {
  host.stdout.write(rulesAsText(contextFor(host, colour)));
}

/** Whether there is a page of that name, which is then told. */
export function tellPage(name: string, host: Host, colour: boolean | undefined): boolean {
  const page = pageAsText(name.replace(/^coldstate\//, ''), contextFor(host, colour));
  if (page !== undefined) host.stdout.write(page);
  return page !== undefined;
}

/** A word that is no path was perhaps meant as a rule. */
export function pageLike(word: string): string | undefined {
  return /[/\\:.]/.test(word) ? undefined : nearest(word, PAGES);
}

function contextFor(host: Host, colour: boolean | undefined): RenderContext {
  return {
    source: () => undefined,
    paint: paintFor(wantsColour(colour, host.env, host.stdout)),
    width: widthOf(host.stdout),
    unicode: wantsUnicode(host),
    failOn: 'none',
  };
}
