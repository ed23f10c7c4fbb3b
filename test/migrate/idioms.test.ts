/** Idioms on Maps: what is one in any of its forms, and what only looks like one, which stays a transaction or is refused. */
import { describe, expect, it } from 'vitest';
import { projectFiles } from './cases/support/platforms.js';
import { migrateFiles } from './migrate-files.js';

interface Options {
  readonly ttl?: Readonly<Record<string, string>>;
  readonly stores?: readonly string[];
}

/** The one file of a program after its migration, and why not if it stays as it is. */
async function migrated(source: string, { ttl = {}, stores }: Options = {}) {
  const files = new Map([['src/app.ts', source]]);
  const project = new Map([...projectFiles('lambda', files), ...files]);
  const options = { to: 'redis' as const, acceptVolatile: true, ttl, ...(stores === undefined ? {} : { stores }) };
  const { files: after, refused, warnings } = await migrateFiles(project, options);
  return {
    text: after.get('src/app.ts') ?? '',
    refused: refused.map(({ code }) => code),
    warnings: warnings.map(({ code }) => code),
  };
}

const lines = (...texts: readonly string[]): string => texts.join('\n');

/** A function that says whether a hit passes, and who asks it. */
const limiter = (
  body: string,
  { constants = '', parameters = 'ip: string', call = 'isAllowed(event.ip)', more = '' } = {},
) =>
  lines(
    'interface Window { count: number; resetAt: number }',
    'const WINDOW_MS = 60_000;',
    constants === '' ? 'const LIMIT = 100;' : constants,
    'const windows = new Map<string, Window>();',
    `function isAllowed(${parameters}): boolean {`,
    '  const now = Date.now();',
    body.replace(/^ {4}/gm, ''),
    '}',
    'export const handler = async (event: { ip: string; plan: string; limit: number; ms: number }) => {',
    `  return { statusCode: ${call} ? 200 : 429 };`,
    '};',
    more,
  );

const BEGUN = 'windows.set(ip, { count: 1, resetAt: now + WINDOW_MS });';
const READ = 'const window = windows.get(ip);';

describe('a fixed window becomes a rate limiter', () => {
  it.each([
    {
      form: 'counts first and compares then',
      source: limiter(
        lines(
          READ,
          `if (!window || now >= window.resetAt) { ${BEGUN} return true; }`,
          'window.count += 1;',
          'return window.count <= LIMIT;',
        ),
      ),
    },
    {
      form: 'begins with none and counts the first like all others',
      source: limiter(
        lines(
          'let window = windows.get(ip);',
          'if (window === undefined || window.resetAt <= now) {',
          '  window = { count: 0, resetAt: now + WINDOW_MS };',
          '  windows.set(ip, window);',
          '}',
          'if (window.count >= LIMIT) return false;',
          'window.count++;',
          'return true;',
        ),
      ),
    },
    {
      form: 'asks the other way round',
      source: limiter(
        lines(
          READ,
          'if (window && now < window.resetAt) {',
          '  if (window.count + 1 > LIMIT) { return false; }',
          '  windows.set(ip, { ...window, count: window.count + 1 });',
          '  return true;',
          '}',
          BEGUN,
          'return true;',
        ),
      ),
    },
    {
      form: 'keeps the beginning instead of the end',
      source: limiter(
        lines(
          READ,
          'if (!window || now - window.resetAt >= WINDOW_MS) {',
          '  windows.set(ip, { count: 1, resetAt: now });',
          '  return true;',
          '}',
          'return ++window.count <= LIMIT;',
        ),
      ),
    },
  ])('where the code $form', async ({ source }) => {
    const { text, refused } = await migrated(source);
    expect(refused).toEqual([]);
    expect(text).toContain('return (await windows.consume(ip, { limit: LIMIT, windowMs: WINDOW_MS })).allowed;');
    expect(text).toContain("const windows = rateLimiter('app.windows');");
    expect(text).not.toContain('interface Window');
    expect(text).not.toContain('Date.now()');
  });

  it('says no where the code said that it is too much', async () => {
    const { text } = await migrated(
      limiter(
        lines(
          READ,
          `if (!window || now >= window.resetAt) { ${BEGUN} return false; }`,
          'window.count++;',
          'return window.count > LIMIT;',
        ),
      ),
    );
    expect(text).toContain('return !(await windows.consume(ip, { limit: LIMIT, windowMs: WINDOW_MS })).allowed;');
  });

  it('counts what is refused where the next caller may have a higher limit', async () => {
    const { text } = await migrated(
      limiter(
        lines(
          READ,
          `if (!window || now >= window.resetAt) { ${BEGUN} return true; }`,
          'window.count++;',
          'return window.count <= limit;',
        ),
        {
          constants: '// none',
          parameters: 'ip: string, limit: number',
          call: "isAllowed(event.ip, event.plan === 'pro' ? 1000 : 50)",
        },
      ),
    );
    expect(text).toContain('consume(ip, { limit, windowMs: WINDOW_MS, countDenied: true })');
  });

  it('keeps what the key is made of', async () => {
    const { text } = await migrated(
      limiter(
        lines(
          'const key = `${ip}:search`;',
          'const window = windows.get(key);',
          'if (!window || now >= window.resetAt) { windows.set(key, { count: 1, resetAt: now + 60 * 1000 }); return true; }',
          'window.count++;',
          'return window.count <= 5;',
        ),
      ),
    );
    expect(text).toContain(
      'const key = `${ip}:search`;\nreturn (await windows.consume(key, { limit: 5, windowMs: 60 * 1000 })).allowed;',
    );
  });

  it('keeps the clock that the key is made of', async () => {
    const { text } = await migrated(
      limiter(
        lines(
          'const day = Math.floor(now / 86_400_000);',
          'const key = `${ip}:${day}`;',
          'const window = windows.get(key);',
          'if (!window || now >= window.resetAt) { windows.set(key, { count: 1, resetAt: now + WINDOW_MS }); return true; }',
          'window.count++;',
          'return window.count <= LIMIT;',
        ),
      ),
    );
    expect(text).toContain('const now = Date.now();');
    expect(text).toContain('return (await windows.consume(key, { limit: LIMIT, windowMs: WINDOW_MS })).allowed;');
  });

  it('begins anew where the code deleted the entry', async () => {
    const { text } = await migrated(
      limiter(
        lines(
          READ,
          `if (!window || now >= window.resetAt) { ${BEGUN} return true; }`,
          'window.count++;',
          'return window.count <= LIMIT;',
        ),
        {
          more: 'export const forgive = async (event: { ip: string }) => { windows.delete(event.ip); };',
        },
      ),
    );
    expect(text).toContain('await windows.reset(event.ip);');
  });
});

const FRESH = `if (!window || now >= window.resetAt) { ${BEGUN} return true; }`;

describe('no rate limiter stands where the code', () => {
  const usual = lines(READ, FRESH, 'window.count++;', 'return window.count <= LIMIT;');
  it.each([
    ['lets a window run a millisecond longer', limiter(usual.replace('>= window.resetAt', '> window.resetAt'))],
    [
      'lets one more pass than the limit',
      limiter(lines(READ, FRESH, 'if (window.count > LIMIT) return false;', 'window.count++;', 'return true;')),
    ],
    ['lets one less pass than the limit', limiter(usual.replace('<= LIMIT', '< LIMIT'))],
    ['does not count the first hit', limiter(usual.replace('count: 1', 'count: 0'))],
    ['counts the first hit twice', limiter(usual.replace('count: 1', 'count: 2'))],
    ['counts each hit twice', limiter(usual.replace('window.count++', 'window.count += 2'))],
    [
      'has no limit at all',
      limiter(
        usual
          .replace(READ, `if (LIMIT <= 0) return false;\n${READ}`)
          .replace('return window.count <= LIMIT;', 'return true;'),
      ),
    ],
    [
      'does something on the way',
      limiter(usual.replace('window.count++;', 'window.count++; const seen = track(ip);'), {
        more: 'const track = (ip: string) => console.log(ip);',
      }),
    ],
    [
      'moves the end with each hit',
      limiter(usual.replace('window.count++;', 'window.count++; window.resetAt = now + WINDOW_MS;')),
    ],
    [
      'moves the end with what it refuses',
      limiter(
        lines(
          READ,
          FRESH,
          'if (window.count >= LIMIT) { window.resetAt = now + WINDOW_MS; return false; }',
          'window.count++;',
          'return true;',
        ),
      ),
    ],
    ['refuses the first hit', limiter(usual.replace('return true;', 'return false;'))],
    [
      'writes a log',
      limiter(usual.replace('window.count++;', 'window.count++; if (window.count === LIMIT) console.log(ip);')),
    ],
    ['is exact about one number', limiter(usual.replace('<= LIMIT', '!== LIMIT'))],
    ['reads its limit from the environment', limiter(usual, { constants: 'const LIMIT = Number(process.env.LIMIT);' })],
    ['lets nobody pass but the first', limiter(usual, { constants: 'const LIMIT = 0;' })],
    ['has a limit that is no whole number', limiter(usual, { constants: 'const LIMIT = 2.5;' })],
    [
      'is asked for no limit by one caller',
      limiter(usual.replaceAll('LIMIT', 'limit'), {
        parameters: 'ip: string, limit: number',
        call: 'isAllowed(event.ip, Infinity)',
      }),
    ],
    [
      'measures from the beginning by the length of each caller',
      limiter(
        lines(
          READ,
          'if (!window || now - window.resetAt >= ms) { windows.set(ip, { count: 1, resetAt: now }); return true; }',
          'window.count++;',
          'return window.count <= LIMIT;',
        ),
        { parameters: 'ip: string, ms: number', call: 'isAllowed(event.ip, event.ms)' },
      ),
    ],
    [
      'shows the count elsewhere',
      limiter(usual, {
        more: 'export const show = async (event: { ip: string }) => ({ count: windows.get(event.ip)?.count });',
      }),
    ],
    [
      'lets itself be told the time',
      limiter(usual, { parameters: 'ip: string, at: number', call: 'isAllowed(event.ip, event.ms)' }).replace(
        'const now = Date.now()',
        'const now = at',
      ),
    ],
    [
      'keeps more than a count and a time',
      limiter(usual.replace('resetAt: now', 'first: now, resetAt: now')).replace(
        'resetAt: number }',
        'resetAt: number; first: number }',
      ),
    ],
  ])('%s', async (_, source) => {
    const { text, refused } = await migrated(source, { ttl: { windows: '1h' } });
    expect(text).not.toContain('rateLimiter');
    if (refused.length === 0) expect(text).toContain('windows.transact(');
  });

  it.each([
    ['keeps a hit a millisecond longer', 'now - at <= WINDOW_MS', 'hits.set(key, recent);'],
    ['forgets the oldest hits', 'now - at < WINDOW_MS', 'hits.set(key, recent.slice(-LIMIT));'],
    ['keeps two entries for one hit', 'now - at < WINDOW_MS', 'recent.push(now); hits.set(key, recent);'],
  ])('%s in its log', async (_, young, stored) => {
    const { text } = await migrated(
      lines(
        'const WINDOW_MS = 60_000;',
        'const LIMIT = 20;',
        'const hits = new Map<string, number[]>();',
        'function isAllowed(key: string): boolean {',
        '  const now = Date.now();',
        `  const recent = (hits.get(key) ?? []).filter((at) => ${young});`,
        '  if (recent.length >= LIMIT) return false;',
        '  recent.push(now);',
        `  ${stored}`,
        '  return true;',
        '}',
        'export const handler = async (event: { ip: string }) => ({ statusCode: isAllowed(event.ip) ? 200 : 429 });',
      ),
      { ttl: { hits: '1h' } },
    );
    expect(text).not.toContain('rateLimiter');
    expect(text).toContain('hits.transact(');
  });
});

describe('a cooldown', () => {
  const resend = (guard: string, { more = '', value = 'Date.now()', between = '', after = '' } = {}) =>
    lines(
      'const COOLDOWN_MS = 60_000;',
      'const lastSent = new Map<string, number>();',
      'export const handler = async (event: { phone: string; ms: number }) => {',
      '  const last = lastSent.get(event.phone);',
      `  if (${guard}) return { statusCode: 429, body: '' };`,
      ...(between === '' ? [] : [between]),
      `  lastSent.set(event.phone, ${value});`,
      "  await fetch('https://sms.example/send', { method: 'POST', body: event.phone });",
      `  return { statusCode: 202, body: ${after === '' ? "''" : after} };`,
      '};',
      more,
    );
  const usual = 'last && Date.now() - last < COOLDOWN_MS';

  it.each([usual, 'last !== undefined && last + COOLDOWN_MS > Date.now()'])(
    'is stored by whoever finds none: %s',
    async (guard) => {
      const { text } = await migrated(resend(guard));
      expect(text).toContain('if (!(await lastSent.setIfAbsent(event.phone, Date.now())).stored) return');
      expect(text).toContain('ttl: { ms: COOLDOWN_MS }');
      expect(text).not.toContain('lastSent.get');
    },
  );

  it('has the length that each caller says', async () => {
    const { text } = await migrated(resend('last && Date.now() - last < event.ms'), { ttl: { lastSent: '1h' } });
    expect(text).toContain('lastSent.setIfAbsent(event.phone, Date.now(), { ttl: { ms: event.ms } })');
    expect(text).toContain("sharedMap<number>('app.lastSent', { role: 'rate-limit' })");
  });

  it.each([
    ['lasts a millisecond longer', resend('last && Date.now() - last <= COOLDOWN_MS')],
    ['asks for something else too', resend(`${usual} && event.ms > 0`)],
    ['stores another time', resend(usual, { value: 'Date.now() + 1000' })],
    ['tells when the last one was', resend(usual, { after: 'String(last)' })],
    ['does something in between', resend(usual, { between: "  if (event.phone === '') throw new Error('no phone');" })],
    [
      'is asked for elsewhere',
      resend(usual, {
        more: 'export const show = async (event: { phone: string }) => ({ at: lastSent.get(event.phone) });',
      }),
    ],
  ])('is none where it %s', async (_, source) => {
    const { text, refused } = await migrated(source);
    expect(text).not.toContain('setIfAbsent');
    if (refused.length === 0) expect(text).toContain('lastSent.transact(');
  });
});

describe('a lock', () => {
  const exporting = (head: string, { end = 'exporting.delete(event.account);', more = '' } = {}) =>
    lines(
      'const exporting = new Map<string, boolean>();',
      'export const handler = async (event: { account: string }) => {',
      head,
      '  try {',
      "    await fetch('https://files.example', { method: 'POST', body: event.account });",
      '  } finally {',
      `    ${end}`,
      '  }',
      '  return { statusCode: 200 };',
      '};',
      more,
    );
  const asked = '  if (exporting.has(event.account)) return { statusCode: 409 };';
  const usual = lines(asked, '  exporting.set(event.account, true);');

  it('is a lease that is given back', async () => {
    const { text } = await migrated(exporting(usual), { ttl: { exporting: '90s' } });
    expect(text).toContain("const exporting = lock('app.exporting');");
    expect(text).toContain('const lease = await exporting.acquire(event.account, { leaseMs: 90_000 });');
    expect(text).toContain('if (!lease) return { statusCode: 409 };');
    expect(text).toContain('await lease.release();');
  });

  it('needs a lease', async () => {
    expect((await migrated(exporting(usual))).refused).toEqual(['NO_LEASE']);
  });

  it.each([
    ['frees another key', exporting(usual, { end: 'exporting.delete(`${event.account}!`);' })],
    [
      'is shown elsewhere',
      exporting(usual, {
        more: 'export const show = async (event: { account: string }) => ({ busy: exporting.has(event.account) });',
      }),
    ],
    ['is asked for and goes on', exporting(usual.replace('return { statusCode: 409 };', "console.log('again');"))],
    [
      'frees only what it likes to',
      exporting(usual, { end: "if (event.account !== 'ada') exporting.delete(event.account);" }),
    ],
    ['works before it holds anything back', exporting(lines(usual, "  await fetch('https://files.example/start');"))],
    ['keeps something to read', exporting(usual.replace(', true', ", event.account === 'ada'"))],
  ])('is none where it %s', async (_, source) => {
    const { text } = await migrated(source, { ttl: { exporting: '90s' } });
    expect(text).not.toContain('lock(');
  });
});

describe('a cache', () => {
  const rendered = (body: string, value = 'string') =>
    lines(
      `const thumbnailCache = new Map<string, ${value}>();`,
      `const render = (path: string): ${value} => JSON.parse(path);`,
      `function thumbnail(path: string): ${value} {`,
      body,
      '}',
      'export const handler = async (event: { path: string }) => ({ body: JSON.stringify(thumbnail(event.path)) });',
    );

  it.each([
    lines(
      'const known = thumbnailCache.get(path);',
      'if (known !== undefined) return known;',
      'const made = render(path);',
      'thumbnailCache.set(path, made);',
      'return made;',
    ),
    lines(
      'let made = thumbnailCache.get(path);',
      'if (made === undefined) {',
      'made = render(path);',
      'thumbnailCache.set(path, made);',
      '}',
      'return made;',
    ),
  ])('makes what is missing: %s', async (body) => {
    const { text, warnings } = await migrated(rendered(body));
    expect(text).toContain('return thumbnailCache.getOrSet(path, () => render(path));');
    expect(warnings).toEqual(['ONCE_PER_INSTANCE']);
  });

  it.each([
    [
      'makes an empty text again',
      lines(
        'const known = thumbnailCache.get(path);',
        'if (known) return known;',
        'const made = render(path);',
        'thumbnailCache.set(path, made);',
        'return made;',
      ),
      'string',
    ],
    [
      'gives back something else',
      lines(
        'const known = thumbnailCache.get(path);',
        'if (known !== undefined) return known;',
        'const made = render(path);',
        'thumbnailCache.set(path, made);',
        "return made + '!';",
      ),
      'string',
    ],
    [
      'changes what it has stored',
      lines(
        'const known = thumbnailCache.get(path);',
        'if (known !== undefined) return known;',
        'const made = render(path);',
        'thumbnailCache.set(path, made);',
        'made.seen = 1;',
        'return made;',
      ),
      '{ seen: number }',
    ],
  ])('is not asked so where the code %s', async (_, body, value) => {
    expect((await migrated(rendered(body, value))).text).not.toContain('getOrSet');
  });
});

describe('an entry that is deleted', () => {
  const nonces = (body: string, kind = 'new Map<string, string>()') =>
    lines(
      `const nonces${kind === '{}' ? ': Record<string, string>' : ''} = ${kind};`,
      'export const handler = async (event: { nonce: string; user?: string }) => {',
      kind === '{}'
        ? '  if (event.user) nonces[event.nonce] = event.user;'
        : '  if (event.user) nonces.set(event.nonce, event.user);',
      body,
      '  return { statusCode: 204 };',
      '};',
    );
  const options = { ttl: { nonces: '5m' } };

  it('is taken where the answer decides', async () => {
    const { text } = await migrated(
      nonces('  else if (nonces.delete(event.nonce)) return { statusCode: 200 };'),
      options,
    );
    expect(text).toContain('if ((await nonces.take(event.nonce)) !== undefined) return');
  });

  it.each([
    ['nobody looks at the answer', nonces('  else nonces.delete(event.nonce);')],
    [
      'the answer says yes in any case',
      nonces('  else if (delete nonces[event.nonce]) return { statusCode: 200 };', '{}'),
    ],
  ])('is only deleted where %s', async (_, source) => {
    expect((await migrated(source, options)).text).not.toContain('take(');
  });
});

describe('the life of an entry', () => {
  const holds = (stored: string, more = '') =>
    lines(
      'const holds = new Map<string, string>();',
      'export const handler = async (event: { room: string; user: string; minutes: number }) => {',
      '  holds.set(event.room, event.user);',
      `  ${stored}`,
      '  return { statusCode: 204 };',
      '};',
      'export const show = async (event: { room: string; minutes: number }) => {',
      `  ${more}`,
      "  return { body: holds.get(event.room) ?? 'free' };",
      '};',
    );

  it('is that of the timer beside it', async () => {
    const { text } = await migrated(
      holds('setTimeout(() => holds.delete(event.room), event.minutes * 60_000).unref();'),
    );
    expect(text).toContain('await holds.set(event.room, event.user, { ttl: { ms: event.minutes * 60_000 } });');
    expect(text).not.toContain('setTimeout');
  });

  it.each([
    [
      'the timer does more',
      "setTimeout(() => { holds.delete(event.room); console.log('free'); }, event.minutes * 60_000);",
      '',
    ],
    ['the timer is for another entry', 'setTimeout(() => holds.delete(`${event.room}!`), event.minutes * 60_000);', ''],
    [
      'it is also stored without one',
      'setTimeout(() => holds.delete(event.room), event.minutes * 60_000);',
      "if (event.minutes === 0) holds.set(`${event.room}!`, 'nobody');",
    ],
    ['its length is asked for', 'setTimeout(() => holds.delete(event.room), Number.parseInt(prompt()));', ''],
  ])('is left to the code where %s', async (_, stored, more) => {
    const { text } = await migrated(holds(stored, more));
    expect(text).not.toContain('ttl: { ms');
    expect(text).toContain('setTimeout');
  });
});

describe('what a module stores when it is loaded', () => {
  const plans = (seed: string) =>
    lines(
      'const plans = new Map<string, number>();',
      seed,
      'export const handler = async (event: { plan: string; limit?: number }) => {',
      '  if (event.limit) plans.set(event.plan, event.limit);',
      '  return { statusCode: 204 };',
      '};',
    );

  it('is stored if it is missing', async () => {
    const { text, warnings } = await migrated(plans("plans.set('free', 10);"));
    expect(text).toContain("await plans.setIfAbsent('free', 10);");
    expect(text).toContain('if (event.limit) await plans.set(event.plan, event.limit);');
    expect(warnings).toEqual([]);
  });

  it('is the last of what it stores under one key', async () => {
    const { text } = await migrated(plans(lines("plans.set('free', 10);", "plans.set('free', 20);")));
    expect(text).not.toContain('setIfAbsent');
  });
});
