/**
 * `npm run bench:html [COUNT]`: how long a browser takes to open the HTML report of a project with that many findings, and to search it. The
 * project is made of copies of the fixtures, and audited as any other.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { ROOT } from '../scripts/lib/checkout.mjs';
import { provideChromium } from '../scripts/lib/chromium.mjs';

const FIXTURES = ['zenith', 'gateway', 'shortener', 'cart'];
const RUNS = 7;

const wanted = Number(process.argv[2] ?? 300);
const problem = await provideChromium();
if (problem) {
  process.stderr.write(`coldstate: ${problem}\n`);
  process.exit(2);
}
const directory = mkdtempSync(join(tmpdir(), 'coldstate-bench-html-'));
try {
  await measure(reportOf(wanted));
} finally {
  rmSync(directory, { recursive: true, force: true });
}

function reportOf(count) {
  const project = join(directory, 'project');
  const page = join(directory, 'report.html');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{}');
  for (let copy = 0, found = 0; found < count; copy++) {
    const name = FIXTURES[copy % FIXTURES.length];
    cpSync(join(ROOT, 'fixtures', name, 'before'), join(project, `services/${name}-${copy}`), { recursive: true });
    found += JSON.parse(readFileSync(join(ROOT, 'fixtures', name, 'expected.json'), 'utf8')).findings.length;
  }
  const args = ['audit', project, '--fail-on', 'none', '--no-cache', '--format', `html=${page}`];
  const { status } = spawnSync(process.execPath, [join(ROOT, 'bin/coldstate.js'), ...args], { stdio: 'inherit' });
  if (status !== 0) throw new Error('the audit failed');
  return page;
}

async function measure(page) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
  const times = [];
  let findings = 0;
  for (let run = 0; run < RUNS; run++) {
    const tab = await browser.newPage();
    await tab.goto(pathToFileURL(page).href, { waitUntil: 'load' });
    await tab.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
    times.push(
      await tab.evaluate(() => {
        const [{ loadEventEnd }] = performance.getEntriesByType('navigation');
        const paint = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0;
        const search = document.querySelector('input[type=search]');
        const timed = (act) => {
          const start = performance.now();
          act();
          document.body.getBoundingClientRect();
          return performance.now() - start;
        };
        const searching = timed(() => {
          search.value = 'session';
          search.dispatchEvent(new InputEvent('input', { bubbles: true }));
        });
        const going = timed(() => document.querySelector('.list li:not([hidden]) a').click());
        return { loadEventEnd, paint, searching, going };
      }),
    );
    findings = await tab.evaluate(() => document.querySelectorAll('.list > li').length);
    await tab.close();
  }
  await browser.close();
  const median = (name) =>
    times
      .map((time) => time[name])
      .sort((a, b) => a - b)
      [RUNS >> 1].toFixed(0);
  const size = (statSync(page).size / 1e6).toFixed(1);
  process.stdout.write(
    `${findings} findings, ${size} MB: first paint after ${median('paint')} ms, loaded after ${median('loadEventEnd')} ms, a search takes ${median('searching')} ms (medians of ${RUNS})\n`,
  );
}
