import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { express, lambda, nextjs, project, type Files } from './projects.js';

/** A project, what somebody adds to it one day, and how the added store is called. */
const STORIES: readonly (readonly [kind: string, files: Files, added: Files, store: string])[] = [
  [
    'Next.js',
    nextjs,
    {
      'app/api/vote/route.js': `const votes = new Map();\n\nexport async function POST(request) {\n  const { option, user } = await request.json();\n  votes.set(user, option);\n  return Response.json({ option: votes.get(user) });\n}\n\nexport async function GET(request) {\n  const user = new URL(request.url).searchParams.get('user');\n  if (!votes.has(user)) return new Response('never voted', { status: 404 });\n  return Response.json(votes.get(user));\n}\n`,
    },
    'votes',
  ],
  [
    'SAM Lambda',
    lambda,
    {
      'create.js': `${lambda['create.js'] ?? ''}\nconst tokens = new Map();\n\nexport async function verify(event) {\n  const { token } = JSON.parse(event.body);\n  if (tokens.has(token)) return { statusCode: 409 };\n  tokens.set(token, Date.now());\n  return { statusCode: 200 };\n}\n`,
      'template.yaml': `${lambda['template.yaml'] ?? ''}  Verify:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: create.verify\n      Runtime: nodejs22.x\n      Events:\n        Post:\n          Type: Api\n          Properties: { Path: /verify, Method: post }\n`,
    },
    'tokens',
  ],
  [
    'Express with a Dockerfile',
    express,
    {
      'server.js': (express['server.js'] ?? '').replace(
        'app.listen',
        "const codes = new Map();\napp.post('/code', (req, res) => {\n  codes.set(req.body.phone, { code: 1234, expires: Date.now() + 60000 });\n  res.end();\n});\napp.post('/verify', (req, res) => {\n  const sent = codes.get(req.body.phone);\n  if (!sent || sent.code !== req.body.code) return res.status(403).end();\n  codes.delete(req.body.phone);\n  res.end();\n});\napp.listen",
      ),
    },
    'codes',
  ],
];

describe.each(STORIES)('the first weeks with coldstate, %s', (_kind, files, added, store) => {
  it('go from init to a run that fails for the new store alone', async () => {
    const { coldstate, read, write } = project(files);

    // Before anything is set up, the audit fails for what is there.
    expect((await coldstate(['audit'])).code).toBe(1);

    expect((await coldstate(['init', '--yes'])).code).toBe(0);
    expect(JSON.parse(read('coldstate.config.json'))).toMatchObject({ failOn: 'high' });

    // From now on the team's debt is known, and fails nothing.
    const quiet = await coldstate(['audit']);
    expect(quiet.code).toBe(0);
    expect(quiet.stdout).toContain('Nothing new: 1 store that does not survive is known (coldstate.baseline.jsonl)');

    // Writing the baseline again changes nothing.
    const before = read('coldstate.baseline.jsonl');
    const again = await coldstate(['baseline']);
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(again.stdout).toContain('1 finding accepted (0 new, 1 known before)');
    expect(read('coldstate.baseline.jsonl')).toBe(before);

    // Somebody adds a store.
    write(added);
    const found = await coldstate(['audit', '--format', 'compact']);
    expect(found.code).toBe(1);
    const [failing, known] = found.stdout.trimEnd().split('\n');
    expect(failing).toMatch(new RegExp(`:\\d+:\\d+ (?:critical|high) no-module-state .*${store}`));
    expect(known).toMatch(/ known no-module-state /);
    expect(found.stdout.trimEnd().split('\n')).toHaveLength(2);

    // In GitHub Actions the same run has one annotation, at the line of the new store.
    const logged = await coldstate(['audit'], { env: { GITHUB_ACTIONS: 'true', CI: 'true' } });
    expect(logged.code).toBe(1);
    expect(logged.stdout.match(/^::error /gm)).toHaveLength(1);

    // Accepted with a reason and a day, it fails nothing until then.
    await coldstate(['baseline', '--reason', 'moves with the next release', '--until', '2026-12-31']);
    expect((await coldstate(['audit'])).code).toBe(0);
    expect(read('coldstate.baseline.jsonl')).toContain('"reason":"moves with the next release","until":"2026-12-31"');

    // It is taken out again: the entry is listed, and pruned when somebody says so.
    write(Object.fromEntries(Object.keys(added).map((path) => [path, files[path] ?? 'export {};\n'])));
    const gone = await coldstate(['audit']);
    expect(gone.code).toBe(0);
    expect(gone.stdout).toContain(`\`${store}\` in `);
    expect((await coldstate(['baseline', '--prune'])).stdout).toContain('1 entry taken out');
    expect(read('coldstate.baseline.jsonl')).toBe(before);
  });
});

describe('a workflow that init writes', () => {
  it('is YAML with the audit in it', async () => {
    const { coldstate, read } = project(nextjs);
    await coldstate(['init', '--yes']);
    const { jobs } = parse(read('.github/workflows/coldstate.yml')) as {
      jobs: { audit: { steps: { run?: string }[] } };
    };
    expect(jobs.audit.steps.map(({ run }) => run)).toContain(
      'npx --yes coldstate@0.1.0 audit --format pretty --format github --format sarif=coldstate.sarif',
    );
  });
});

describe('a server in a container that nothing scales', () => {
  it('is counted and fails no run, before and after init', async () => {
    const files = Object.fromEntries(Object.entries(express).filter(([path]) => path !== 'service.yaml'));
    const { coldstate } = project(files);
    const first = await coldstate(['audit']);
    expect(first.code).toBe(0);
    expect(first.stdout).toContain('container services: 1');
    expect((await coldstate(['init', '--yes'])).stdout).toContain('Nothing is found here, so there is no baseline');
  });
});
