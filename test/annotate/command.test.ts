import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { audit } from '../../src/index.js';
import { coldstate, temporaryDirectory } from '../cli/fake-host.js';

/** A shop on Next.js; every file that goes with it. */
const SHOP = {
  'package.json': JSON.stringify({ name: 'shop', private: true, dependencies: { next: '15.0.0', react: '19.0.0' } }),
  'app/api/carts/[id]/route.ts': `/** Carts by customer. */
const carts = new Map<string, string[]>();

export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }) {
  return Response.json(carts.get((await params).id) ?? []);
}

export async function POST(request: Request, { params }: { params: Promise<{ id: string }> }) {
  carts.set((await params).id, await request.json());
  return new Response(null, { status: 204 });
}
`,
  'app/api/visits/route.ts': `const hits = new Map<string, number>(), lastSeen = new Map<string, number>();

export function GET(request: Request) {
  hits.set(request.url, (hits.get(request.url) ?? 0) + 1);
  lastSeen.set(request.url, Date.now());
  return Response.json([hits.get(request.url), lastSeen.get(request.url)]);
}
`,
  'app/api/banner/route.ts': `// coldstate: per-instance, safe because each instance may show its own banner
const shown = new Map<string, number>();

export function POST(request: Request) {
  shown.set(request.url, (shown.get(request.url) ?? 0) + 1);
  return Response.json(shown.get(request.url));
}
`,
};

type Files = Readonly<Record<string, string | Buffer>>;

function project(files: Files = SHOP): string {
  const cwd = temporaryDirectory();
  for (const [file, content] of Object.entries(files)) put(cwd, file, content);
  return cwd;
}

function put(cwd: string, file: string, content: string | Buffer): void {
  mkdirSync(join(cwd, file, '..'), { recursive: true });
  writeFileSync(join(cwd, file), content);
}

const annotate = (cwd: string, ...args: string[]) => coldstate(['annotate', ...args], { audit, host: { cwd } });
const text = (cwd: string, file: string) => readFileSync(join(cwd, file), 'utf8');
/** Every file with its bytes. */
const contents = (cwd: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(cwd, { recursive: true, encoding: 'utf8' })
      .filter((file) => statSync(join(cwd, file)).isFile())
      .sort()
      .map((file) => [file, readFileSync(join(cwd, file), 'latin1')]),
  );

const CARTS = 'app/api/carts/[id]/route.ts';
const VISITS = 'app/api/visits/route.ts';

describe('coldstate annotate', () => {
  it('writes a comment at each finding, and none at what is accepted or safe', async () => {
    const cwd = project();
    const before = contents(cwd);
    const { code, stdout, stderr } = await annotate(cwd);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const after = contents(cwd);
    const changed = Object.keys(after).filter((file) => after[file] !== before[file]);
    const shown = changed.map((file) => `── ${file}\n${text(cwd, file)}`);
    await expect([stdout, ...shown].join('\n')).toMatchFileSnapshot('__snapshots__/shop.txt');
    expect(changed).toEqual([CARTS, VISITS]);
  });

  it('changes nothing the second time, and touches no file', async () => {
    const cwd = project();
    await annotate(cwd);
    const before = contents(cwd);
    const long = new Date('2001-01-01');
    for (const file of Object.keys(before)) utimesSync(join(cwd, file), long, long);
    const { code, stdout } = await annotate(cwd);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'The comments at 3 findings are up to date.\n' });
    expect(contents(cwd)).toEqual(before);
    expect(Object.keys(before).filter((file) => statSync(join(cwd, file)).mtimeMs !== long.getTime())).toEqual([]);
  });

  it.each(['zenith', 'shortener'])(
    'leaves every finding of %s as it is, by its id, and can be undone',
    async (fixture) => {
      const cwd = temporaryDirectory();
      cpSync(`fixtures/${fixture}/before`, cwd, { recursive: true });
      const before = contents(cwd);
      const named = async () => {
        const { findings, cleared, accepted } = (await audit(cwd)).report;
        return [...findings, ...cleared, ...accepted].map(({ id, symbol, role }) => `${id} ${symbol} ${role}`).sort();
      };
      const judged = await named();
      await annotate(cwd);
      expect(contents(cwd)).not.toEqual(before);
      expect(await named()).toEqual(judged);
      expect((await annotate(cwd, '--check')).code).toBe(0);
      await annotate(cwd, '--remove');
      expect(contents(cwd)).toEqual(before);
    },
  );

  it('names places that explain knows', async () => {
    const cwd = project();
    await annotate(cwd);
    const places = [
      ...Object.values(contents(cwd))
        .join('\n')
        .matchAll(/Run: coldstate explain '?(?<place>[^'\n]+)/g),
    ];
    expect(places.length).toBe(3);
    for (const { groups } of places) {
      const { code, stdout } = await coldstate(['explain', groups?.place ?? ''], { audit, host: { cwd } });
      expect(code).toBe(0);
      expect(stdout).toContain('How it was decided');
    }
  });

  it('refreshes a comment when what it says has changed, and takes out that of a finding that is gone', async () => {
    const cwd = project();
    await annotate(cwd);
    put(cwd, CARTS, text(cwd, CARTS).replace(/keeps .* Run:/, 'keeps something. Run:'));
    put(cwd, VISITS, text(cwd, VISITS).replace(/^ {2}lastSeen\.set.*\n/m, ''));
    expect((await annotate(cwd)).stdout).toMatchInlineSnapshot(`
      "app/api/carts/[id]/route.ts  1 refreshed
      app/api/visits/route.ts      1 refreshed, 1 removed
      2 findings, 2 files changed.
      "
    `);
    expect((await annotate(cwd, '--check')).code).toBe(0);
    expect(text(cwd, VISITS).match(/TODO\(coldstate/g)?.length).toBe(1);
  });

  it('takes out the comment of what is accepted since', async () => {
    const cwd = project();
    await annotate(cwd);
    put(
      cwd,
      CARTS,
      text(cwd, CARTS).replace('const carts', '// coldstate: per-instance, safe because it is a demo\nconst carts'),
    );
    expect((await annotate(cwd)).stdout).toContain(`${CARTS}  1 removed`);
    expect(text(cwd, CARTS)).not.toContain('TODO(coldstate');
    expect((await annotate(cwd)).stdout).toBe('The comments at 2 findings are up to date.\n');
  });

  it('takes them out of files that the configuration leaves out since', async () => {
    const cwd = project();
    await annotate(cwd);
    put(cwd, 'coldstate.config.json', JSON.stringify({ ignore: ['app/api/carts/**'] }));
    expect((await annotate(cwd)).stdout).toContain(`${CARTS}  1 removed`);
  });

  it('leaves the audit to say what it says without them', async () => {
    const cwd = project();
    const { report } = await audit(cwd);
    await annotate(cwd);
    const after = (await audit(cwd)).report;
    const told = ({ findings, accepted, diagnostics }: typeof report) => ({
      findings: findings.map(({ id, message, severity }) => [id, message, severity]),
      accepted: accepted.map(({ id, accepted: { reason } }) => [id, reason]),
      diagnostics,
    });
    expect(told(after)).toEqual(told(report));
    expect(report.accepted.length).toBe(1);
  });
});

describe('--check', () => {
  it('fails where something would change, and writes nothing', async () => {
    const cwd = project();
    const before = contents(cwd);
    const { code, stdout } = await annotate(cwd, '--check');
    expect({ code, stdout }).toMatchInlineSnapshot(`
      {
        "code": 1,
        "stdout": "app/api/carts/[id]/route.ts  1 to add
      app/api/visits/route.ts      2 to add
      Nothing was written. \`coldstate annotate\` changes 2 files.
      ",
      }
    `);
    expect(contents(cwd)).toEqual(before);
  });

  it('passes where all is as it should be, and fails after a line was moved', async () => {
    const cwd = project();
    await annotate(cwd);
    expect((await annotate(cwd, '--check')).code).toBe(0);
    put(cwd, CARTS, `\n${text(cwd, CARTS)}`);
    expect(await annotate(cwd, '--check')).toMatchObject({ code: 1 });
  });

  it('with --remove fails while there is one left, and names the command for a directory', async () => {
    const cwd = temporaryDirectory();
    cpSync(project(), join(cwd, 'shop'), { recursive: true });
    await annotate(cwd, 'shop');
    const { code, stdout } = await annotate(cwd, 'shop', '--check', '--remove');
    expect({ code, stdout }).toMatchInlineSnapshot(`
      {
        "code": 1,
        "stdout": "app/api/carts/[id]/route.ts  1 to remove
      app/api/visits/route.ts      2 to remove
      Nothing was written. \`coldstate annotate shop --remove\` changes 2 files.
      ",
      }
    `);
    await annotate(cwd, 'shop', '--remove');
    expect(await annotate(cwd, 'shop', '--check', '--remove')).toMatchObject({
      code: 0,
      stdout: 'There is no comment of coldstate here.\n',
    });
  });
});

describe('--remove', () => {
  it('gives back every byte, whatever a file begins with and its lines end with', async () => {
    const source = SHOP[VISITS];
    const cwd = project({
      ...SHOP,
      'app/api/marked/route.ts': `\uFEFF${source}`,
      'app/api/dos/route.ts': source.replaceAll('\n', '\r\n'),
      'app/api/both/route.ts': `\uFEFF${source.replaceAll('\n', '\r\n')}`,
      'app/api/wide/route.ts': Buffer.from(`\uFEFF${source}`, 'utf16le'),
      'app/api/open/route.ts': source.trimEnd(),
    });
    const before = contents(cwd);
    await annotate(cwd);
    const after = contents(cwd);
    expect(Object.keys(after).filter((file) => after[file] === before[file])).toEqual([
      'app/api/banner/route.ts',
      'package.json',
    ]);
    expect(text(cwd, 'app/api/dos/route.ts').replaceAll('\r\n', '')).not.toContain('\n');
    expect((await annotate(cwd, '--check')).code).toBe(0);
    expect((await annotate(cwd, '--remove')).stdout).toMatchInlineSnapshot(`
      "app/api/both/route.ts        2 removed
      app/api/carts/[id]/route.ts  1 removed
      app/api/dos/route.ts         2 removed
      app/api/marked/route.ts      2 removed
      app/api/open/route.ts        2 removed
      app/api/visits/route.ts      2 removed
      app/api/wide/route.ts        2 removed
      13 comments removed from 7 files.
      "
    `);
    expect(contents(cwd)).toEqual(before);
  });

  it('needs no audit: it works where the configuration does not', async () => {
    const cwd = project();
    await annotate(cwd);
    put(cwd, 'coldstate.config.json', '{ "unknown": 1 }');
    expect((await annotate(cwd)).code).toBe(2);
    expect(await annotate(cwd, '--remove')).toMatchObject({ code: 0 });
    rmSync(join(cwd, 'coldstate.config.json'));
    expect(contents(cwd)).toEqual(contents(project()));
  });
});

describe('what cannot be annotated', () => {
  it('is left as it is, and told', async () => {
    const cwd = project();
    await annotate(cwd);
    put(cwd, CARTS, `${text(cwd, CARTS)}const = ;\n`);
    const damaged = Buffer.concat([Buffer.from(SHOP[VISITS]), Buffer.from([0x2f, 0x2f, 0xff, 0x0a])]);
    put(cwd, VISITS, damaged);
    const { code, stderr } = await annotate(cwd);
    expect({ code, stderr }).toMatchInlineSnapshot(`
      {
        "code": 0,
        "stderr": "coldstate: app/api/carts/[id]/route.ts is left as it is: it does not parse, so its comments cannot be told from its strings.
      coldstate: app/api/visits/route.ts is left as it is: it is not valid UTF-8, and would not come back the same. Save it as UTF-8.
      ",
      }
    `);
    expect(readFileSync(join(cwd, VISITS))).toEqual(damaged);
    expect(text(cwd, CARTS)).toContain('TODO(coldstate');
  });

  it('is no directory without a source', async () => {
    const { code, stderr } = await annotate(project({ 'package.json': '{}' }));
    expect(code).toBe(2);
    expect(stderr).toContain('holds no JavaScript or TypeScript source');
  });

  it('says what there is when nothing is to be said', async () => {
    const cwd = project({
      'package.json': SHOP['package.json'],
      'app/api/route.ts': 'export const GET = () => new Response();\n',
    });
    expect(await annotate(cwd)).toMatchObject({ code: 0, stdout: 'There are no findings, and no comments.\n' });
  });
});

it('the help has examples', async () => {
  const { code, stdout } = await coldstate(['annotate', '--help']);
  expect(code).toBe(0);
  await expect(stdout).toMatchFileSnapshot('__snapshots__/help.txt');
});
