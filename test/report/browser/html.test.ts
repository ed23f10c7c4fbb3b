import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Report } from '../../../src/model/report.js';
import { html } from '../../../src/report/html.js';
import { anchorOf } from '../../../src/report/html/parts.js';
import { describeInBrowser, openBrowser, pagesOnDisk } from './browser.js';
import { hostileContext, hostileReport } from '../hostile.js';
import { context, migration, report, simulation } from '../sample.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const [sessions, limiter] = report.findings.map(anchorOf);
const accepted = report.findings.slice(2, 3).map((finding) => ({
  ...finding,
  id: `${finding.id}-accepted`,
  accepted: { by: 'config', file: 'coldstate.config.ts', line: 4, reason: 'a dashboard for us' } as const,
}));
const containers = [{ package: 'worker', evidence: 'Dockerfile', notes: [], stores: 1, roles: { queue: 1 } as const }];
const whole: Report = { ...report, accepted, containers };

/** A project with many findings. */
const large: Report = {
  ...report,
  findings: Array.from({ length: 300 }, (_, at) => report.findings[at % 6] ?? []).flatMap((finding, at) =>
    'id' in finding ? [{ ...finding, id: `${finding.id}-${at}`, symbol: `${finding.symbol}${at}` }] : [],
  ),
};

describeInBrowser('the HTML report in a browser', () => {
  const pages = pagesOnDisk();
  const urls = { whole: '', large: '', hostile: '' };
  let browser: Browser;
  let close: () => Promise<void>;

  beforeAll(async () => {
    browser = await openBrowser();
    urls.whole = pages.write('whole.html', html.render(whole, context({ migration, simulation })));
    urls.large = pages.write('large.html', html.render(large, context()));
    urls.hostile = pages.write('hostile.html', html.render(hostileReport, hostileContext()));
  }, 120_000);
  afterEach(() => close());
  afterAll(async () => {
    await browser.close();
    pages.remove();
  });

  async function open(url: string, options: BrowserContextOptions = {}): Promise<Page & { complaints: string[] }> {
    const opened = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    close = () => opened.close();
    const page = await opened.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (request.url() !== url.replace(/#.*/, '')) complaints.push(`asked for ${request.url()}`);
    });
    await page.goto(url);
    return Object.assign(page, { complaints });
  }

  /** An address changes at once, and the page follows when it is told so. */
  const settled = (page: Page): Promise<void> =>
    page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)))),
    );
  const focused = async (page: Page): Promise<string> => {
    await settled(page);
    return page.evaluate(() => {
      const element = document.activeElement;
      return `${element?.tagName.toLowerCase() ?? ''} ${(element?.textContent ?? '').replace(/\s+/g, ' ').trim().slice(0, 40)}`.trim();
    });
  };
  const shownTitle = async (page: Page): Promise<string> => {
    await settled(page);
    return page.locator('.page.current h2').innerText();
  };
  const shownFindings = (page: Page): Promise<number> => page.locator('.list > li:not([hidden])').count();

  it('shows one page at a time, without a complaint and without a request', async () => {
    const page = await open(urls.whole);
    expect(await page.locator('.page:visible').count()).toBe(1);
    expect(await shownTitle(page)).toBe('4 stores will not survive serverless');
    await page.click('.list li:first-child a');
    expect(await shownTitle(page)).toBe('SessionStore.sessions');
    expect(await page.title()).toBe('SessionStore.sessions · State that does not survive: shortener');
    expect(page.complaints).toEqual([]);
  });

  it('leads an address to its finding and its tab, and an unknown one to the overview', async () => {
    const page = await open(`${urls.whole}#${limiter ?? ''}-why`);
    expect(await shownTitle(page)).toBe('limits');
    expect(await page.locator('[role=tab][aria-selected=true]').innerText()).toBe('Why');
    expect(await page.evaluate(() => scrollY)).toBe(0);
    for (const unknown of ['#nothing', '#%E0%A4%A', '#<img>', '#__proto__']) {
      await page.goto(urls.whole + unknown);
      expect(await shownTitle(page)).toMatch(/will not survive/);
    }
    await page.goBack();
    expect(page.complaints).toEqual([]);
  });

  it.each(['light', 'dark'] as const)(
    'has no violation that axe knows, %s',
    async (colorScheme) => {
      const page = await open(urls.whole, { colorScheme });
      const found: string[] = [];
      const parts = ['where', 'why', 'how'].map((tab) => `${sessions ?? ''}-${tab}`);
      for (const id of ['overview', ...parts, 'accepted', 'safe', 'units', 'containers', 'unread']) {
        await page.evaluate((to) => (location.hash = to), id);
        await page.waitForFunction(
          (to) => document.querySelector('.page.current')?.id === to.replace(/-(where|why|how)$/, ''),
          id,
        );
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() =>
          (globalThis as unknown as { axe: { run: () => Promise<AxeResults> } }).axe.run(),
        );
        found.push(
          ...violations.map(
            (one) => `${id}: ${one.id} ${one.nodes.map(({ html: node }) => node.slice(0, 120)).join(' ')}`,
          ),
        );
      }
      expect(found).toEqual([]);
    },
    180_000,
  );

  it('can be walked with the keyboard', async () => {
    const page = await open(urls.whole);
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('a Skip to the report');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    expect(await shownTitle(page)).toMatch(/will not survive/);

    await page.focus('.list li:first-child a');
    await page.keyboard.press('ArrowDown');
    expect(await focused(page)).toMatch(/^a ✖ critical: limits/);
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    expect(await focused(page)).toBe('h2 previews');

    await page.focus('[role=tab][aria-selected=true]');
    await page.keyboard.press('ArrowRight');
    expect(await focused(page)).toBe('button Why');
    expect(await page.locator('[role=tabpanel]:visible h4').first().innerText()).toBe('What goes wrong');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    expect(await focused(page)).toBe('button How');
    expect(page.url()).toMatch(/-how$/);
    expect(await page.locator('[role=tab][tabindex="0"]').count()).toBe(1);
  });

  it('goes from finding to finding, those that the filters leave', async () => {
    const page = await open(`${urls.whole}#${limiter ?? ''}`);
    expect(await page.locator('.page.current .pager').innerText()).toMatch(/2 of 6/);
    await page.check('input[value=critical]');
    expect(await page.locator('.page.current .pager').innerText()).toMatch(/2 of 2/);
    await page.click('.page.current [rel=prev]');
    expect(await shownTitle(page)).toBe('SessionStore.sessions');
    expect(await page.locator('.page.current [rel=next]').getAttribute('href')).toBe(`#${limiter ?? ''}`);
  });

  it('searches and filters hundreds of findings', async () => {
    const page = await open(urls.large);
    const count = page.locator('.side .count');
    expect(await count.innerText()).toBe('300 findings');
    await page.fill('input[type=search]', 'CLICKS post /links');
    expect(await count.innerText()).toBe('No finding matches');
    await page.fill('input[type=search]', 'session store');
    expect(await count.innerText()).toBe('50 of 300 findings');
    await page.check('input[value=medium]');
    expect(await shownFindings(page)).toBe(0);
    await page.click('.clear');
    expect(await shownFindings(page)).toBe(300);
    expect(await page.inputValue('input[type=search]')).toBe('');
    await page.check('input[value=medium]');
    await page.check('input[value=critical]');
    expect(await shownFindings(page)).toBe(200);
    await page.selectOption('select[name=role]', 'history');
    expect(await shownFindings(page)).toBe(50);
    await page.selectOption('select[name=file]', 'src/lib/preview.ts');
    expect(await shownFindings(page)).toBe(0);
    await page.click('.clear');
    await page.selectOption('select[name=rule]', 'no-global-state');
    expect(await shownFindings(page)).toBe(50);
  });

  it('lists the findings of a severity from its count', async () => {
    const page = await open(urls.large);
    await page.click('.tiles a[data-severity=critical]');
    expect(await shownFindings(page)).toBe(100);
    expect(await focused(page)).toBe('input');
  });

  it('fits on a phone, the list as a page of its own', async () => {
    const page = await open(urls.whole, { viewport: { width: 360, height: 740 } });
    const sideways: string[] = [];
    for (const id of [
      'overview',
      `${sessions ?? ''}-where`,
      `${sessions ?? ''}-why`,
      `${sessions ?? ''}-how`,
      'safe',
      'units',
      'findings',
    ]) {
      await page.evaluate((to) => (location.hash = to), id);
      await page.waitForFunction(
        (to) => document.documentElement.classList.contains('listing') === (to === 'findings'),
        id,
      );
      if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) sideways.push(id);
    }
    expect(sideways).toEqual([]);
    expect(await page.locator('main').isVisible()).toBe(false);
    // The page follows its address a moment later.
    await page.click('.list li:first-child a');
    await page.locator('.side').waitFor({ state: 'hidden' });
    await page.click('.back');
    await page.locator('.side').waitFor({ state: 'visible' });
  });

  it('prints all of it', async () => {
    const page = await open(urls.whole);
    await page.click('.list li:first-child a');
    await page.pdf();
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.page:visible').count()).toBe(await page.locator('.page').count());
    expect(await page.locator('.panel:visible').count()).toBe(3 * (whole.findings.length + accepted.length));
    expect(await page.locator('.side:visible, .contents:visible, [role=tablist]:visible, .copy:visible').count()).toBe(
      0,
    );
  });

  it('is there as a whole where scripts do not run', async () => {
    const page = await open(urls.whole, { javaScriptEnabled: false });
    expect(await page.locator('.page:visible').count()).toBe(await page.locator('.page').count());
    expect(await page.locator('.panel:visible').count()).toBe(3 * (whole.findings.length + accepted.length));
    expect(await page.locator('search:visible, .copy:visible').count()).toBe(0);
    await page.click(`.list a[href="#${limiter ?? ''}"]`);
    expect(await page.locator(`#${limiter ?? ''}`).isVisible()).toBe(true);
  });

  it.each([false, true])(
    'runs nothing that the audited project brings (its policy switched off: %s)',
    async (bypassCSP) => {
      const page = await open(urls.hostile, { bypassCSP });
      for (const link of await page.locator('.list a').all()) await link.click();
      await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
      const elements = await page.evaluate(() => ({
        pwned: 'pwned' in globalThis,
        strange: [
          ...document.querySelectorAll(
            'img, iframe, object, [onerror], [onmouseover], body script ~ script, a:not([href^="#"])',
          ),
        ].length,
        shown: document.querySelector('.page.current h2')?.textContent,
      }));
      expect(elements).toMatchObject({ pwned: false, strange: 1 });
      expect(elements.shown).toContain('<script>globalThis.pwned = 1</script>');
      expect(page.complaints).toEqual([]);
    },
  );

  it('copies code and commands', async () => {
    const page = await open(`${urls.whole}#${sessions ?? ''}-how`, {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const button = page.locator('.copy:visible').first();
    await button.click();
    await page.waitForFunction(() =>
      [...document.querySelectorAll('.copy')].some((one) => /Copied|Selected/.test(one.textContent)),
    );
    expect(await button.innerText()).toBe('Copied');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^await redis\.set\(/);
  });
});
