/** The guide says what is so: its code compiles and runs, and what it repeats of the code is compared with it. */
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { createTableCommand, permissions, tableSchema, timeToLive } from '../src/backends/dynamodb/table.js';
import * as contract from '../src/backend.js';
import * as conformance from '../src/conformance/index.js';
import { decide } from '../src/environment.js';
import * as errors from '../src/errors.js';
import { closeAll } from '../src/index.js';
import { upstashSchemes } from '../src/schemes/upstash.js';
import { blocks, namesIn, PACKAGE, pageAt, pages, rowsOf, section, sectionsOf } from './docs/blocks.js';
import { collections, complaints, roles } from './docs/checker.js';
import { runBlock } from './docs/runner.js';

const README = pageAt('README.md');
const TABLE = 'coldstate';

const pageOf = (constructor: string): string =>
  `docs/${constructor
    .replace(/^shared/, '')
    .replace(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`)
    .toLowerCase()}.md`;

describe('the code of the guide', () => {
  const running = blocks
    .filter(({ marks }) => marks.includes('run'))
    .map((block) => ({ ...block, place: `${block.page}:${block.line}` }));

  beforeEach(() => {
    for (const name of ['COLDSTATE_URL', 'COLDSTATE_NAMESPACE', 'COLDSTATE_MIRROR_URL', 'REDIS_URL'])
      vi.stubEnv(name, undefined);
  });

  afterEach(async () => {
    await closeAll();
    Reflect.deleteProperty(globalThis, Symbol.for('coldstate.adapters/1'));
    vi.unstubAllEnvs();
  });

  it('compiles against the sources', () => {
    expect(complaints()).toEqual([]);
  });

  it('is JavaScript where it says so', () => {
    const broken = blocks
      .filter(({ language }) => language === 'js')
      .flatMap(({ page, line, code }) => {
        const { diagnostics = [] } = ts.transpileModule(code, { reportDiagnostics: true, fileName: 'block.js' });
        return diagnostics.map(
          ({ messageText }) => `${page}:${line} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
        );
      });
    expect(broken).toEqual([]);
  });

  it.each(running)('$place does what it says', async (block) => {
    await runBlock(block);
  });

  it('runs on the README and on the page of every collection', () => {
    const ran = new Set(running.map(({ page }) => page));
    expect(
      ['README.md', ...collections().map(({ constructedBy }) => pageOf(constructedBy))].filter(
        (page) => !ran.has(page),
      ),
    ).toEqual([]);
  });
});

describe('the page of a collection', () => {
  const SHAPE = [
    /^What it replaces$/,
    /^Operations and costs$/,
    /^Consistency$/,
    /^Limits$/,
    /^What differs from (?:the|a) JavaScript \w+$/,
    /^When the backend is down$/,
  ];
  const each = collections();

  it('exists for every collection and is linked from the table of the README', () => {
    const linked = rowsOf(section(README, 'Collections')).map(([name = '', , link = '']) => [
      namesIn(name)[0],
      /\((.*)\)/.exec(link)?.[1],
    ]);
    expect(linked).toEqual(each.map(({ constructedBy }) => [constructedBy, pageOf(constructedBy)]));
    expect(pages.map(({ path }) => path)).toEqual(expect.arrayContaining(linked.map(([, path]) => path)));
  });

  it.each(each)('of $constructedBy has the shape of all', ({ constructedBy }) => {
    const headings = [...sectionsOf(pageAt(pageOf(constructedBy))).keys()];
    expect(headings).toEqual(SHAPE.map((heading) => expect.stringMatching(heading) as string));
  });

  it.each(each)('of $constructedBy says what every operation costs', ({ constructedBy, operations }) => {
    const rows = rowsOf(section(pageAt(pageOf(constructedBy)), 'Operations and costs'));
    const named = rows.map(([operation = '']) => operation).join(' ');
    expect(operations.filter((name) => !named.includes(name === 'for await' ? name : `\`${name}(`))).toEqual([]);
    expect(rows.filter((cells) => cells.length !== 4 || cells.includes(''))).toEqual([]);
  });

  it.each(each)('of $constructedBy names every option', ({ constructedBy, options }) => {
    const text = pageAt(pageOf(constructedBy));
    const everywhere = ['role', 'whenDown', 'retain', 'ttl', 'maxBytes'];
    const missing = options.filter((name) => !new RegExp(`\\b${name}\\b`).test(text));
    expect(missing.filter((name) => !everywhere.includes(name))).toEqual([]);
    // Those are described once, with the map.
    expect(everywhere.filter((name) => !pageAt('docs/map.md').includes(`\`${name}`))).toEqual([]);
  });
});

describe('the README', () => {
  it('names every environment variable that is read, and no other', () => {
    const read = new Set<string>();
    const env = new Proxy<Record<string, string | undefined>>(
      {},
      {
        get(_, name) {
          read.add(String(name));
          return undefined;
        },
      },
    );
    decide({ allowMemory: false }, env).urlOf('ROLE');
    decide({}, env);
    const context = { timeoutMs: 1, memory: undefined as never, clients: {}, environment: env };
    void upstashSchemes.https?.(new URL('https://host'), context);

    const settings = section(README, 'Settings');
    const named = namesIn(settings)
      .map((name) => name.replace('<', '').replace('>', '').split('=')[0] ?? '')
      .filter((name) => /^[A-Z][A-Z_]+$/.test(name))
      // Examples of COLDSTATE_URL_<ROLE>.
      .filter((name) => !['COLDSTATE_URL_SESSION', 'COLDSTATE_URL_RATE_LIMIT'].includes(name));
    expect([...new Set(named)].sort()).toEqual([...read].sort());
  });

  it('names every role', () => {
    const named = namesIn(section(README, 'Settings'));
    expect(roles()).toContain('session');
    expect(roles().filter((role) => !named.includes(role))).toEqual([]);
  });

  it('lists every error with its class and whether to try again', () => {
    const classes = Object.values(errors).filter((one) => one !== errors.AdapterError) as (new (
      message: string,
    ) => errors.AdapterError)[];
    const thrown = classes.map((one) => {
      const { code, name, retryable } = new one('');
      return [`\`${code}\``, `\`${name}\``, retryable ? 'yes' : 'no'];
    });
    expect(rowsOf(section(README, 'Errors')).map((row) => row.slice(0, 3))).toEqual(thrown);
  });

  it('tells of every entry of the package', () => {
    const { exports } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { exports: object };
    const entries = Object.keys(exports)
      .filter((entry) => entry !== './package.json' && entry !== './copy')
      .map((entry) => `@coldstate/adapters${entry.slice(1)}`);
    const guide = pages.map(({ text }) => text).join('\n');
    expect(entries.filter((entry) => !guide.includes(entry))).toEqual([]);
  });

  it('shows the table as DynamoDB needs it', () => {
    const code = (language: string) =>
      blocks.find((block) => block.page === 'README.md' && block.language === language)?.code ?? '';
    const shown = section(README, 'The DynamoDB table');
    expect(README).toContain(createTableCommand(TABLE));
    expect(permissions.filter((permission) => !shown.includes(`\`${permission}\``))).toEqual([]);

    const { Resources } = parse(code('yaml')) as { Resources: { Coldstate: { Properties: object } } };
    expect(Resources.Coldstate.Properties).toEqual({ ...tableSchema(TABLE), TimeToLiveSpecification: timeToLive });

    const { KeySchema = [], AttributeDefinitions = [], BillingMode } = tableSchema(TABLE);
    const terraform = code('hcl').replace(/\s+/g, ' ');
    const key = (type: string) => KeySchema.find(({ KeyType }) => KeyType === type)?.AttributeName;
    const lines = [
      `name = "${TABLE}"`,
      `billing_mode = "${BillingMode}"`,
      `hash_key = "${key('HASH')}"`,
      `range_key = "${key('RANGE')}"`,
      ...AttributeDefinitions.map(
        ({ AttributeName, AttributeType }) => `attribute { name = "${AttributeName}" type = "${AttributeType}" }`,
      ),
      `ttl { enabled = ${timeToLive.Enabled} attribute_name = "${timeToLive.AttributeName}" }`,
    ];
    expect(lines.filter((line) => !terraform.includes(line))).toEqual([]);
  });
});

describe('the page of backends', () => {
  it('names all that whoever writes a backend can import', () => {
    const text = pageAt('docs/backends.md').split('## Write your own backend')[1] ?? '';
    const offered = [...Object.keys(contract), ...Object.keys(conformance)];
    expect(offered).toContain('remembered');
    expect(offered.filter((name) => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
  });
});

describe('links of the guide', () => {
  it('lead to pages and sections that exist', () => {
    const anchorsOf = (text: string) =>
      [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
        heading
          .toLowerCase()
          .replace(/[^\w\s-]/g, '')
          .replace(/\s/g, '-'),
      );
    const broken = pages.flatMap(({ path, text }) =>
      [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)].flatMap(([whole, file = '', anchor]) => {
        const target = file === '' ? path : posix.join(path, '..', file);
        const page = pages.find((one) => one.path === target);
        const found = page !== undefined && (anchor === undefined || anchorsOf(page.text).includes(anchor));
        return found ? [] : [`${path}: ${whole}`];
      }),
    );
    expect(broken).toEqual([]);
  });
});
