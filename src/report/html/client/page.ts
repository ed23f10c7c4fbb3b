/**
 * What the report does in a browser: one page at a time, tabs, search and filters. The address says which page is shown and the controls say
 * what is filtered, so there is no other state. Everything is there without this script, one below the other.
 */
import type { IndexEntry } from '../index-entry.js';

const all = <Kind extends Element = HTMLElement>(selector: string, within: ParentNode = document): Kind[] => [
  ...within.querySelectorAll<Kind>(selector),
];
const one = (selector: string, within: ParentNode = document): HTMLElement | undefined =>
  within.querySelector<HTMLElement>(selector) ?? undefined;

const index = JSON.parse(one('#index')?.textContent ?? '[]') as IndexEntry[];
const items = all('.list > li');
const filters = one('search');
const count = one('.side .count');
const clear = one('.clear');
const title = document.title;

/* Pages */

function show(isArrival: boolean): void {
  const id = decoded(location.hash.slice(1));
  // The skip link moves the focus and nothing else.
  if (id === 'main') return;
  const isList = id === 'findings';
  document.documentElement.classList.toggle('listing', isList);
  const target = elementOf(id);
  const page = (isList ? one('.page.current') : target?.closest<HTMLElement>('.page')) ?? one('.page');
  if (!page) return;
  for (const other of all('.page.current')) other.classList.toggle('current', other === page);
  page.classList.add('current');
  if (one('.panel', page)) {
    prepareTabs(page);
    choose(page, target?.classList.contains('panel') ? target.id : undefined);
  }
  markLinks(isList ? 'findings' : page.id);
  const heading = one('h2', page);
  document.title = page.id === 'overview' ? title : `${heading?.textContent ?? ''} · ${title}`;
  if (isList) (one('input[type=search]') ?? one('#findings-title'))?.focus();
  else if (!isArrival) heading?.focus({ preventScroll: true });
  if (!isArrival) scrollTo(0, 0);
}

/** Parts of a finding are elements only once its page is unpacked. */
function elementOf(id: string): HTMLElement | undefined {
  const page = document.getElementById(id.replace(/-(?:where|why|how)$/, ''));
  if (page) unpack(page);
  return document.getElementById(id) ?? page ?? undefined;
}

function unpack(page: HTMLElement): void {
  const body = one('noscript', page);
  if (body) body.outerHTML = body.textContent;
}

/** An address may hold anything, half of an escape too. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

function markLinks(id: string): void {
  for (const link of all('[aria-current]')) link.removeAttribute('aria-current');
  for (const link of all(`.contents a, .list a`)) {
    if (link.getAttribute('href') !== `#${id}`) continue;
    link.setAttribute('aria-current', 'page');
    if (link.closest('.list')) link.scrollIntoView({ block: 'nearest' });
  }
}

/* Tabs and neighbours of a finding; made when it is first shown, since a report may have hundreds */

function prepareTabs(page: HTMLElement): void {
  const panels = all('.panel', page);
  const list = one('[role=tablist]', page);
  if (!list) {
    const made = make('div', { role: 'tablist', 'aria-label': 'Parts of the finding' });
    for (const panel of panels) {
      const tab = make('button', { type: 'button', role: 'tab', id: `${panel.id}-tab`, 'aria-controls': panel.id });
      tab.textContent = panel.dataset.tab ?? '';
      made.append(tab);
      for (const [name, value] of Object.entries({ role: 'tabpanel', 'aria-labelledby': tab.id }))
        panel.setAttribute(name, value);
    }
    panels[0]?.before(made);
    page.prepend(make('nav', { class: 'pager', 'aria-label': 'Neighbours' }));
  }
  linkNeighbours(page);
}

function choose(page: HTMLElement, id = one('.panel', page)?.id): void {
  for (const panel of all('.panel', page)) panel.hidden = panel.id !== id;
  for (const tab of all('[role=tab]', page)) {
    const isChosen = tab.getAttribute('aria-controls') === id;
    tab.setAttribute('aria-selected', String(isChosen));
    tab.tabIndex = isChosen ? 0 : -1;
  }
}

/** The finding before and after this one, of those that the filters leave. */
function linkNeighbours(page: HTMLElement): void {
  const pager = one('.pager', page);
  const links = items.filter((item) => !item.hidden).flatMap((item) => all<HTMLAnchorElement>('a', item));
  const at = links.findIndex((link) => link.getAttribute('href') === `#${page.id}`);
  const neighbour = (link: HTMLAnchorElement | undefined, text: string, rel: string): HTMLElement[] => {
    if (at < 0 || !link) return [];
    const made = make('a', { href: link.getAttribute('href') ?? '', rel, title: one('code', link)?.textContent ?? '' });
    made.textContent = text;
    return [made];
  };
  const place = make('span', {});
  place.textContent = at < 0 ? '' : `${at + 1} of ${links.length}`;
  const back = make('a', { href: '#findings', class: 'back' });
  back.textContent = 'All findings';
  pager?.replaceChildren(
    back,
    ...neighbour(links[at - 1], '← Previous', 'prev'),
    place,
    ...neighbour(links[at + 1], 'Next →', 'next'),
  );
}

function make(name: string, attributes: Readonly<Record<string, string>>): HTMLElement {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  return element;
}

/* Search and filters */

function filter(): void {
  const accepts = matcher();
  let left = 0;
  for (const [at, item] of items.entries()) {
    const entry = index[at];
    item.hidden = entry === undefined || !accepts(entry);
    if (!item.hidden) left++;
  }
  const isNarrowed = left < items.length;
  if (count)
    count.textContent = isNarrowed
      ? left === 0
        ? 'No finding matches'
        : `${left} of ${items.length} findings`
      : `${items.length} findings`;
  if (clear) clear.hidden = !isNarrowed && !isSet();
  const page = one('.page.current');
  if (page && one('.pager', page)) linkNeighbours(page);
}

function matcher(): (entry: IndexEntry) => boolean {
  const words = valueOf('text').toLowerCase().split(/\s+/).filter(Boolean);
  const severities = all<HTMLInputElement>('input[name=severity]:checked').map(({ value }) => value);
  const [role, rule, file, unit] = [valueOf('role'), valueOf('rule'), valueOf('file'), valueOf('unit')];
  return (entry) =>
    (severities.length === 0 || severities.includes(entry.severity)) &&
    (role === '' || entry.role === role) &&
    (rule === '' || entry.rule === rule) &&
    (file === '' || entry.file === file) &&
    (unit === '' || entry.units.includes(unit)) &&
    words.every((word) => entry.text.includes(word));
}

const controls = all<HTMLInputElement | HTMLSelectElement>('search input, search select');
const valueOf = (name: string): string => controls.find((control) => control.name === name)?.value ?? '';
const isSet = (): boolean =>
  controls.some((control) =>
    'checked' in control && control.type === 'checkbox' ? control.checked : control.value !== '',
  );

function reset(severity?: string): void {
  for (const control of controls)
    if ('checked' in control && control.type === 'checkbox') control.checked = control.value === severity;
    else control.value = '';
  filter();
}

/* Keys */

function moveAmong(
  elements: readonly HTMLElement[],
  key: string,
  keys: readonly [back: string, forward: string],
): HTMLElement | undefined {
  const at = elements.findIndex((element) => element === document.activeElement);
  const to = { [keys[0]]: at - 1, [keys[1]]: at + 1, Home: 0, End: elements.length - 1 }[key];
  const element = to === undefined ? undefined : elements[(to + elements.length) % elements.length];
  element?.focus();
  return element;
}

document.addEventListener('keydown', (event) => {
  const focused = event.target instanceof Element ? event.target : undefined;
  const tabs = focused?.closest('[role=tablist]');
  const list = focused?.closest('.list');
  if (tabs) {
    const tab = moveAmong(all('[role=tab]', tabs), event.key, ['ArrowLeft', 'ArrowRight']);
    tab?.click();
    if (tab) event.preventDefault();
  } else if (list) {
    const links = all('li:not([hidden]) > a', list);
    if (moveAmong(links, event.key, ['ArrowUp', 'ArrowDown'])) event.preventDefault();
  }
});

/* Clicks */

document.addEventListener('click', (event) => {
  const clicked = event.target instanceof Element ? event.target : undefined;
  const tab = clicked?.closest<HTMLElement>('[role=tab]');
  const tile = clicked?.closest<HTMLElement>('[data-severity]');
  const copy = clicked?.closest<HTMLElement>('.copy');
  if (tab) {
    const id = tab.getAttribute('aria-controls') ?? '';
    const page = tab.closest<HTMLElement>('.page');
    if (page) choose(page, id);
    history.replaceState(null, '', `#${id}`);
  }
  if (tile) reset(tile.dataset.severity);
  if (clear && clicked === clear) {
    reset();
    one('input[type=search]')?.focus();
  }
  if (copy) void copyFrom(copy);
});

async function copyFrom(button: HTMLElement): Promise<void> {
  const code = one('pre', button.parentElement ?? document);
  if (!code) return;
  try {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = 'Copied';
  } catch {
    // Where a page may not write there, at least what to copy is selected.
    getSelection()?.selectAllChildren(code);
    button.textContent = 'Selected';
  }
  setTimeout(() => {
    button.textContent = 'Copy';
  }, 2000);
}

filters?.addEventListener('input', filter);
addEventListener('beforeprint', () => {
  all('.page').forEach(unpack);
});
addEventListener('hashchange', () => {
  show(false);
});
// A browser that comes back to the page fills in what was filtered before.
filter();
show(true);
