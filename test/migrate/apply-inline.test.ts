import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, renameSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectBuilt } from '../house/sources.js';
import { committed, git, snapshot } from './projects.js';

const TYPES = `const hits = new Map<string, number>();

export function count(ip: string): number {
  const n = (hits.get(ip) ?? 0) + 1;
  hits.set(ip, n);
  return n;
}
`;
const TYPED_RUN = `import { count } from './hits.js';

export async function run(): Promise<void> {
  const first = count('1.2.3.4');
  const second = count('1.2.3.4');
  console.log(\`\${first} \${second}\`);
}
`;
const plain = (text: string): string =>
  text.replaceAll(/<string, number>|: (?:string|number|Promise<void>)(?=[\s)])/g, '');
const asCommonJs = (text: string): string =>
  plain(text)
    .replace("import { count } from './hits.js';", "const { count } = require('./hits');")
    .replaceAll(/^export ((?:async )?function (\w+))/gm, 'exports.$2 = $2;\n$1');

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  Count:
    Type: AWS::Serverless::Function
    Properties: { Handler: src/run.run, Runtime: nodejs20.x }
`;

interface Kind {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly index: string;
  /** What runs it. */
  readonly start: (root: string) => readonly string[];
}

const START =
  "import { run } from './src/run.js';\nimport { closeAll } from './src/coldstate/index.js';\nawait run();\nawait closeAll();\n";

const kinds: readonly Kind[] = [
  {
    name: 'JavaScript modules',
    files: {
      'package.json': '{ "name": "shop", "type": "module" }',
      'src/hits.js': plain(TYPES),
      'src/run.js': plain(TYPED_RUN),
      'start.mjs': START,
    },
    index: 'src/coldstate/index.js',
    start: () => ['start.mjs'],
  },
  {
    name: 'CommonJS',
    files: {
      'package.json': '{ "name": "shop" }',
      'src/hits.js': asCommonJs(TYPES),
      'src/run.js': asCommonJs(TYPED_RUN),
      'start.cjs':
        "const { run } = require('./src/run');\nconst { closeAll } = require('./src/coldstate');\nrun().then(closeAll);\n",
    },
    index: 'src/coldstate/index.js',
    start: () => ['start.cjs'],
  },
  {
    name: 'TypeScript',
    files: {
      'package.json': '{ "name": "shop", "type": "module" }',
      'tsconfig.json':
        '{ "compilerOptions": { "module": "nodenext", "target": "es2022", "strict": true, "noUnusedLocals": true, "types": [], "outDir": "out", "rootDir": "." }, "include": ["src"] }',
      'src/hits.ts': TYPES,
      'src/run.ts': TYPED_RUN.replace(
        'console.log',
        '(globalThis as { console?: { log(text: string): void } }).console?.log',
      ),
      'start.mjs': START.replaceAll('./src/', './out/src/'),
    },
    index: 'src/coldstate/index.ts',
    start: (root) => {
      execFileSync(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', root], { stdio: 'pipe' });
      return ['start.mjs'];
    },
  },
  {
    name: 'TypeScript that becomes CommonJS',
    files: {
      'package.json': '{ "name": "shop" }',
      'tsconfig.json':
        '{ "compilerOptions": { "module": "commonjs", "moduleResolution": "bundler", "target": "es2022", "strict": false, "types": [], "outDir": "out", "rootDir": "." }, "include": ["src"] }',
      'src/hits.ts': TYPES,
      'src/run.ts': TYPED_RUN.replace("'./hits.js'", "'./hits'").replace(
        'console.log',
        '(globalThis as any).console.log',
      ),
      'start.cjs':
        "const { run } = require('./out/src/run');\nconst { closeAll } = require('./out/src/coldstate');\nrun().then(closeAll);\n",
    },
    index: 'src/coldstate/index.ts',
    start: (root) => {
      execFileSync(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', root], { stdio: 'pipe' });
      return ['start.cjs'];
    },
  },
];

const coldstate = (root: string, ...args: string[]): string =>
  execFileSync(process.execPath, [resolve('bin/coldstate.js'), 'migrate', ...args], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });

function run(root: string, command: readonly string[], env: Readonly<Record<string, string>>): string {
  return execFileSync(process.execPath, [...command], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: process.env.PATH ?? '', ...env },
  }).trim();
}

/** As a colleague does who has the code and not what the machine of the migration remembers. */
function verifyWithoutRecord(root: string): void {
  renameSync(join(root, '.coldstate'), join(root, '.away'));
  const verified = coldstate(root, 'verify');
  expect(verified).toContain('No migration is recorded here');
  expect(verified).not.toContain('failed');
  renameSync(join(root, '.away'), join(root, '.coldstate'));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('adapters written into the project', { timeout: 240_000 }, () => {
  let server: ChildProcess | undefined;
  let port = 0;

  beforeAll(async () => {
    expectBuilt();
    port = await freePort();
    server = spawn('redis-server', ['--port', String(port), '--save', '', '--bind', '127.0.0.1']);
    for await (const text of server.stdout ?? []) if (String(text).includes('Ready to accept')) break;
  }, 60_000);
  afterAll(() => {
    server?.kill();
  });

  it.each(kinds)('run as $name, on memory and on Redis, without the package', ({ name, files, index, start }) => {
    const root = committed({ ...files, 'template.yaml': TEMPLATE });
    mkdirSync(join(root, 'node_modules/@redis'), { recursive: true });
    for (const one of ['@redis/client', 'cluster-key-slot'])
      if (existsSync(resolve('node_modules', one)))
        symlinkSync(resolve('node_modules', one), join(root, 'node_modules', one));
    const said = coldstate(
      root,
      'apply',
      '--to',
      'redis',
      '--store',
      'hits',
      '--accept-volatile',
      '--ttl',
      'hits=1h',
      '--yes',
      '--adapters',
      'inline',
    );
    expect(said).toContain('Migrated 1 store');
    const written = snapshot(root);
    expect(written['package.json']).not.toContain('@coldstate/adapters');
    expect(said).toContain('files and src/coldstate/ written');
    expect(written['MIGRATION.md']).toContain('The collections are files of this project, in `src/coldstate/`');
    expect(written['package.json']).toContain('@redis/client');
    expect(
      Object.entries(written).filter(
        ([file, text]) => file.startsWith('src/') && /['"](?:@coldstate|devalue)/.test(text),
      ),
    ).toEqual([]);
    expect(written[index]).toMatch(/^\/\/ Written by coldstate migrate --adapters inline\./);
    expect(Object.keys(written).filter((file) => /dynamodb|rate-limiter|session-store/.test(file))).toEqual([]);
    const command = start(root);
    expect(run(root, command, {})).toBe('1 2');
    const redis = {
      COLDSTATE_URL: `redis://127.0.0.1:${port}`,
      COLDSTATE_NAMESPACE: name.replaceAll(' ', '-'),
      COLDSTATE_TIMEOUT_MS: '20000',
    };
    expect(run(root, command, redis)).toBe('1 2');
    expect(run(root, command, redis)).toBe('3 4');
    git(root, 'add', '-A');
    git(root, 'commit', '-qm', 'inline');
    if (name === 'JavaScript modules') verifyWithoutRecord(root);
    expect(coldstate(root, 'apply', '--to', 'redis', '--store', 'hits', '--yes', '--adapters', 'inline')).toContain(
      'Nothing to migrate',
    );
    coldstate(root, 'undo');
    expect(readFileSync(join(root, 'package.json'), 'utf8')).toBe(files['package.json']);
    expect(existsSync(join(root, 'src/coldstate'))).toBe(false);
  });
});
