import { describe, expect, it } from 'vitest';
import type { Finding, Report } from '../../src/model/report.js';
import { reportOf, type Files } from '../judge/world.js';

const LIMIT = `
import express from 'express';
const app = express();
const hits = new Map();
const orders = new Map();
app.post('/login', (req, res) => {
  const count = (hits.get(req.ip) ?? 0) + 1;
  hits.set(req.ip, count);
  if (count > 5) return res.status(429).end();
  res.json({ ok: true });
});
app.post('/orders', (req, res) => { orders.set(req.body.id, req.body); res.status(201).end(); });
app.get('/orders/:id', (req, res) => (orders.has(req.params.id) ? res.json(orders.get(req.params.id)) : res.status(404).end()));
setInterval(() => { report(); }, 60000);
function report() { console.log('alive'); }
app.listen(8080);
`;
const base = { 'package.json': '{ "name": "shop", "dependencies": { "express": "^4.0.0" } }', 'src/server.js': LIMIT };

const reportFor = (files: Files): Promise<Report> => reportOf({ platform: 'none', files: { ...base, ...files } });
const findingOf = ({ findings }: Report, symbol: string): Finding | undefined =>
  findings.find((one) => one.symbol === symbol);

const service = (annotations: string, spec = ''): Files => ({
  'service.yaml': `apiVersion: serving.knative.dev/v1\nkind: Service\nspec:\n  template:\n    metadata:\n      annotations:\n${annotations}\n    spec:\n${spec || '      timeoutSeconds: 60'}\n`,
});

describe('one instance at most', () => {
  const declared: readonly (readonly [string, Files])[] = [
    ['an annotation', service("        autoscaling.knative.dev/maxScale: '1'")],
    [
      'a flag',
      {
        'package.json': base['package.json'].replace(
          ' } }',
          ' }, "scripts": { "deploy": "gcloud run deploy shop --max-instances=1" } }',
        ),
      },
    ],
    [
      'a workflow',
      {
        '.github/workflows/deploy.yml':
          'steps:\n  - run: |\n      gcloud run deploy shop \\\n        --max-instances 1 \\\n        --region x\n',
      },
    ],
    [
      'Terraform',
      {
        'main.tf':
          'resource "google_cloud_run_v2_service" "shop" {\n  template {\n    scaling {\n      max_instance_count = 1\n    }\n  }\n}\n',
      },
    ],
  ];

  it.each(declared)('by %s: a limit is one step milder, data is as lost as before', async (_how, files) => {
    const report = await reportFor(files);
    expect(report.platforms.find(({ name }) => name === 'cloud-run')?.deployment).toMatchObject([{ maxInstances: 1 }]);
    expect(findingOf(report, 'hits')).toMatchObject({ severity: 'high', effects: ['cold-start-loss'] });
    expect(findingOf(report, 'orders')).toMatchObject({
      severity: 'critical',
      effects: ['cold-start-loss', 'no-durability'],
    });
    expect(findingOf(report, 'hits')?.decision.at(-1)?.question).toBe('How many instances are there?');
  });

  it('is nothing that another command of the same file says', async () => {
    const scripts =
      '"build": "turbo run build --concurrency=1 --max 1", "deploy": "gcloud run deploy shop --max-instances=3"';
    const report = await reportFor({
      'package.json': base['package.json'].replace(' } }', ` }, "scripts": { ${scripts} } }`),
    });
    const [deployment] = report.platforms.find(({ name }) => name === 'cloud-run')?.deployment ?? [];
    expect(deployment).toMatchObject({ maxInstances: 3 });
    expect(deployment).not.toHaveProperty('concurrency');
  });

  it('is nothing that two instances are', async () => {
    const report = await reportFor(service("        autoscaling.knative.dev/maxScale: '2'"));
    expect(findingOf(report, 'hits')?.severity).toBe('critical');
  });

  it('holds for a function whose concurrency is reserved, and for no other', async () => {
    const handler = (name: string): string =>
      `const ${name} = new Map();\nexports.handler = async (event) => {\n  const count = (${name}.get(event.ip) ?? 0) + 1;\n  ${name}.set(event.ip, count);\n  if (count > 5) return { statusCode: 429 };\n  return { statusCode: 200 };\n};\n`;
    const report = await reportOf({
      platform: 'none',
      files: {
        'template.yaml':
          'Resources:\n  One:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: one.handler\n      Runtime: nodejs22.x\n      ReservedConcurrentExecutions: 1\n  Warm:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: warm.handler\n      Runtime: nodejs22.x\n      ProvisionedConcurrencyConfig:\n        ProvisionedConcurrentExecutions: 1\n',
        'one.js': handler('first'),
        'warm.js': handler('second'),
      },
    });
    expect(findingOf(report, 'first')?.severity).toBe('high');
    expect(findingOf(report, 'second')?.severity).toBe('critical');
    expect(report.platforms[0]?.deployment).toEqual([
      { file: 'template.yaml', unit: 'One', maxInstances: 1 },
      { file: 'template.yaml', unit: 'Warm', notes: [expect.stringContaining('warmth changes no verdict')] },
    ]);
  });

  it.each([
    ['of one function', 'exports.api = functions.runWith({ maxInstances: 1 }).https.onRequest(app);'],
    ['of all', 'functions.setGlobalOptions({ maxInstances: 1 });\nexports.api = functions.https.onRequest(app);'],
  ])('holds for Firebase options %s', async (_how, registration) => {
    const report = await reportOf({
      platform: 'none',
      files: {
        'index.js': `const functions = require('firebase-functions');\nconst app = require('./app');\n${registration}\n`,
        'app.js':
          "const express = require('express');\nconst app = express();\nconst hits = new Map();\napp.post('/a', (req, res) => {\n  const count = (hits.get(req.ip) ?? 0) + 1;\n  hits.set(req.ip, count);\n  if (count > 5) return res.status(429).end();\n  res.json({ ok: true });\n});\nmodule.exports = app;\n",
      },
    });
    expect(findingOf(report, 'hits')?.severity).toBe('high');
  });
});

describe('Cloud Run', () => {
  it('runs timers when it bills by instance', async () => {
    const report = await reportFor(service("        run.googleapis.com/cpu-throttling: 'false'"));
    expect(findingOf(report, 'setInterval')).toBeUndefined();
    expect(report.cleared.find(({ symbol }) => symbol === 'setInterval')?.reason).toContain(
      'billed by instance (service.yaml)',
    );
  });

  it('freezes timers when it bills by request', async () => {
    const report = await reportFor(service("        autoscaling.knative.dev/maxScale: '5'"));
    expect(findingOf(report, 'setInterval')).toMatchObject({ rule: 'no-background-timer', severity: 'high' });
  });

  it('changes nothing for affinity and warm instances, and says so', async () => {
    const report = await reportFor(
      service(
        "        run.googleapis.com/sessionAffinity: 'true'\n        autoscaling.knative.dev/minScale: '1'",
        '      containerConcurrency: 1',
      ),
    );
    expect(findingOf(report, 'hits')?.severity).toBe('critical');
    const [facts] = report.platforms.find(({ name }) => name === 'cloud-run')?.deployment ?? [];
    expect(facts).toMatchObject({ concurrency: 1, billing: 'request' });
    expect(facts?.notes).toHaveLength(2);
  });
});

describe('a container', () => {
  it('is counted, not listed', async () => {
    const report = await reportFor({ 'fly.toml': 'app = "shop"\n[http_service]\n  auto_stop_machines = "stop"\n' });
    expect(report.findings).toEqual([]);
    expect(report.containers).toEqual([
      {
        package: '.',
        evidence: 'fly.toml deploys it to Fly machines',
        notes: ['Fly stops its machines when they are idle, and with them their memory.'],
        stores: 3,
        roles: expect.objectContaining({ 'rate-limit': 1 }) as unknown,
      },
    ]);
    expect(report.cleared.find(({ symbol }) => symbol === 'orders')).toMatchObject({ reached: 'no' });
  });

  it('does not hide what a function beside it shares', async () => {
    const report = await reportOf({
      platform: 'none',
      files: {
        'package.json': '{ "name": "shop", "workspaces": ["packages/*"] }',
        'packages/api/package.json': '{ "name": "api", "dependencies": { "express": "1" } }',
        'packages/api/Dockerfile': 'FROM node\nCMD ["node", "server.js"]\n',
        'packages/api/server.js':
          "import express from 'express';\nimport { put } from '../shared/orders.js';\nconst app = express();\napp.post('/o', (req, res) => res.json(put(req.body)));\napp.listen(1);\n",
        'packages/fn/package.json': '{ "name": "fn", "dependencies": { "aws-lambda": "1" } }',
        'packages/fn/handler.js':
          "import { put } from '../shared/orders.js';\nexport const handler = async (event) => put(event);\n",
        'packages/shared/package.json': '{ "name": "shared" }',
        'packages/shared/orders.js':
          'const orders = new Map();\nexport function put(order) { orders.set(order.id, order); return orders.get(order.id); }\n',
      },
    });
    expect(findingOf(report, 'orders')?.reached).toBe('yes');
    expect(report.containers).toMatchObject([{ package: 'packages/api', stores: 0 }]);
  });

  it('is none because of what a Dockerfile remarks of another package', async () => {
    const report = await reportOf({
      platform: 'none',
      files: {
        'package.json': '{ "name": "all", "workspaces": ["apps/*"] }',
        'apps/shop/package.json': '{ "name": "shop", "dependencies": { "express": "1" } }',
        'apps/shop/server.js':
          "import express from 'express';\nconst app = express();\napp.get('/', (req, res) => res.json({}));\napp.listen(1);\n",
        'apps/tool/package.json': '{ "name": "tool", "dependencies": { "express": "1" } }',
        'apps/tool/server.js':
          "import express from 'express';\nconst orders = new Map();\nconst app = express();\napp.post('/o', (req, res) => { orders.set(req.body.id, req.body); res.json(orders.get(req.query.id)); });\napp.listen(1);\n",
        'docker/shop.Dockerfile':
          'FROM node\n# What apps/tool needs is left out.\nCOPY apps/shop ./\nCMD ["node", "apps/shop/server.js"]\n',
      },
    });
    expect(findingOf(report, 'orders')).toMatchObject({ severity: 'critical' });
    expect((report.containers ?? []).map((one) => one.package)).not.toContain('apps/tool');
  });
});
