import type { PlatformProject } from '../project.js';

/** Small projects of platforms that start and stop functions. */
export const functionProjects: readonly PlatformProject[] = [
  {
    platform: 'azure-functions',
    name: 'functions that register themselves',
    files: {
      'package.json': '{ "name": "shop", "dependencies": { "@azure/functions": "^4.0.0" } }',
      'src/functions/orders.js': `
import { app } from '@azure/functions';
const orders = new Map();
app.http('orders', { methods: ['POST'], authLevel: 'anonymous', handler: async (request) => {
  const order = await request.json();
  orders.set(order.id, order);
  return { jsonBody: orders.get(order.id) };
} });
app.timer('sweep', { schedule: '0 */5 * * * *', handler: sweep });
async function sweep() {}
`,
    },
    entries: [
      'http orders src/functions/orders.js in function-app',
      'schedule sweep src/functions/orders.js in function-app',
    ],
    stores: ['orders'],
  },
  {
    platform: 'azure-functions',
    name: 'function.json names the script and its entry point',
    files: {
      'Orders/function.json':
        '{ "bindings": [{ "type": "httpTrigger", "direction": "in", "methods": ["get"], "route": "orders/{id}" }], "scriptFile": "../dist/orders/index.js", "entryPoint": "run" }',
      'src/orders/index.ts': `
const seen = new Map<string, number>();
export async function run(context: { req: { params: { id: string } } }) {
  const id = context.req.params.id;
  seen.set(id, (seen.get(id) ?? 0) + 1);
  return { body: seen.get(id) };
}
export async function other() {}
`,
    },
    entries: ['http /api/orders/{id} src/orders/index.ts in function-app'],
    stores: ['seen'],
  },
  {
    platform: 'azure-functions',
    name: 'a function.json of something else',
    files: { 'function.json': '{ "name": "plus" }', 'index.js': 'module.exports = () => 1;\n' },
    isAbsent: true,
  },
  {
    platform: 'deno-deploy',
    name: 'Deno.serve and Deno.cron',
    files: {
      'deno.json': '{\n  // deployed by hand\n  "deploy": { "project": "hits", "entrypoint": "main.ts" }\n}',
      'main.ts': `
const hits = new Map<string, number>();
Deno.serve({ port: 8000 }, (request: Request) => {
  hits.set(request.url, (hits.get(request.url) ?? 0) + 1);
  return new Response(String(hits.get(request.url)));
});
Deno.cron('sweep', '0 * * * *', () => { hits.clear(); });
`,
    },
    entries: ['http main.ts in main.ts', 'schedule sweep main.ts in main.ts'],
    stores: ['hits'],
  },
  {
    platform: 'deno-deploy',
    name: 'a deno.json that only formats',
    files: { 'deno.json': '{ "fmt": {} }', 'main.ts': 'export const x = 1;\n' },
    isAbsent: true,
  },
  {
    platform: 'supabase',
    name: 'one function a folder',
    files: {
      'supabase/functions/hello/index.ts': `
import { serve } from 'https://deno.land/std@0.168.0/http/server.ts';
const attempts = new Map<string, number>();
serve(async (request: Request) => {
  const ip = request.headers.get('x-forwarded-for') ?? '';
  const count = (attempts.get(ip) ?? 0) + 1;
  attempts.set(ip, count);
  return count > 5 ? new Response('slow down', { status: 429 }) : new Response('ok');
});
`,
      'supabase/functions/bye/index.ts': "Deno.serve(() => new Response('bye'));\n",
      'supabase/functions/_shared/index.ts': 'export const cors = {};\n',
    },
    entries: [
      'http supabase/functions/bye/index.ts in supabase/functions/bye/index.ts',
      'http supabase/functions/hello/index.ts in supabase/functions/hello/index.ts',
    ],
    stores: ['attempts'],
  },
  {
    platform: 'lambda-edge',
    name: 'associations of a distribution, in SAM and in the Serverless Framework',
    files: {
      'template.yaml': `
Resources:
  Distribution:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        DefaultCacheBehavior:
          LambdaFunctionAssociations:
            - EventType: viewer-request
              LambdaFunctionARN: !Ref GateFunction.Version
  GateFunction:
    Type: AWS::Serverless::Function
    Properties:
      Handler: src/gate.handler
      Runtime: nodejs20.x
  ApiFunction:
    Type: AWS::Serverless::Function
    Properties:
      Handler: src/api.handler
      Runtime: nodejs20.x
`,
      'serverless.yml':
        'provider:\n  name: aws\n  runtime: nodejs20.x\nfunctions:\n  sign:\n    handler: src/sign.handler\n    events:\n      - cloudFront:\n          eventType: origin-request\n          origin: https://example.org\n',
      'src/gate.js': 'exports.handler = async (event) => event;\n',
      'src/api.js': 'exports.handler = async (event) => event;\n',
      'src/sign.js': 'exports.handler = async (event) => event;\n',
    },
    entries: ['event cloudFront src/sign.js in sign', 'event src/gate.js in GateFunction'],
    others: ['lambda'],
  },
  {
    platform: 'lambda-edge',
    name: 'a function that no distribution uses',
    files: {
      'template.yaml':
        'Resources:\n  ApiFunction:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: src/api.handler\n      Runtime: nodejs20.x\n',
      'src/api.js': 'exports.handler = async (event) => event;\n',
    },
    isAbsent: true,
    others: ['lambda'],
  },
  {
    platform: 'lambda-managed',
    name: 'a function with a capacity provider',
    files: {
      'template.yaml': `
Resources:
  Capacity:
    Type: AWS::Lambda::CapacityProvider
  OrdersFunction:
    Type: AWS::Serverless::Function
    Properties:
      Handler: src/orders.handler
      Runtime: nodejs24.x
      CapacityProviderConfig:
        Arn: !GetAtt Capacity.Arn
`,
      'src/orders.js': `
let current;
exports.handler = async (event) => { current = event.user; await load(); return current; };
async function load() {}
`,
    },
    entries: ['event src/orders.js in OrdersFunction'],
    stores: ['current'],
  },
  {
    platform: 'netlify',
    name: 'edge functions in a directory of their own',
    files: {
      'netlify.toml': '[build]\n  edge_functions = "edge"\n',
      'edge/geo.js':
        "export default async (request) => new Response(request.url);\nexport const config = { path: '/geo' };\n",
    },
    entries: ['middleware /.netlify/edge-functions/geo edge/geo.js in edge-functions'],
  },
  {
    platform: 'lambda',
    name: 'an image on Lambda’s base is no container',
    files: {
      Dockerfile: 'FROM public.ecr.aws/lambda/nodejs:20\nCOPY . .\nCMD ["app.handler"]\n',
      'package.json': '{ "name": "shop", "dependencies": { "express": "^4.0.0" } }',
      'app.js':
        'const sessions = new Map();\nexports.handler = async (event) => { sessions.set(event.id, event); return sessions.get(event.id); };\n',
    },
    entries: ['event app.js in app.handler'],
    stores: ['sessions'],
  },
  {
    platform: 'lambda',
    name: 'strings of an SST configuration that are no handlers',
    files: {
      'sst.config.ts': `
export default $config({
  async run() {
    new sst.aws.Function('Api', { handler: 'src/api.handler', url: true });
    new sst.aws.Cron('Sweep', { schedule: 'rate(1 day)', job: 'src/sweep.main' });
    const copied = ['src/other.handler'];
    const bucket = new sst.aws.Bucket('Files');
    bucket.subscribe('src/files.handler');
  },
});
`,
      'src/api.ts': 'export const handler = async () => 1;\n',
      'src/sweep.ts': 'export const main = async () => 1;\n',
      'src/other.ts': 'export const notHandler = 1;\nexport const handler = { of: "a form" };\n',
      'src/files.ts': 'export const handler = async () => 1;\n',
    },
    entries: ['event src/api.ts in src/api', 'event src/files.ts in src/files', 'event src/sweep.ts in src/sweep'],
  },
  {
    platform: 'trigger-dev',
    name: 'tasks and schedules',
    files: {
      'package.json': '{ "name": "jobs", "dependencies": { "@trigger.dev/sdk": "^4.0.0" } }',
      'src/trigger/mail.ts': `
import { schedules, task } from '@trigger.dev/sdk/v3';
const sent = new Map();
export const mail = task({ id: 'mail', run: async (payload) => {
  const seen = new Map();
  seen.set(payload.id, 1);
  if (sent.has(payload.id)) return;
  sent.set(payload.id, Date.now());
  await fetch('https://mail.example.org', { method: 'POST', body: JSON.stringify([...seen]) });
} });
export const sweep = schedules.task({ id: 'sweep', cron: '0 * * * *', run: async () => { await fetch('https://example.org'); } });
`,
    },
    entries: ['event src/trigger/mail.ts in mail', 'event src/trigger/mail.ts in sweep'],
    stores: ['sent'],
  },
  {
    platform: 'inngest',
    name: 'functions of an application',
    files: {
      'package.json': '{ "name": "jobs", "dependencies": { "inngest": "^3.0.0" } }',
      'src/jobs.ts': `
import { Inngest } from 'inngest';
const inngest = new Inngest({ id: 'shop' });
const totals = new Map();
export const count = inngest.createFunction({ id: 'count' }, { event: 'order' }, async ({ event, step }) => {
  totals.set(event.data.shop, (totals.get(event.data.shop) ?? 0) + 1);
  return step.run('tell', async () => fetch('https://example.org', { method: 'POST', body: String(totals.get(event.data.shop)) }));
});
`,
    },
    entries: ['event src/jobs.ts in server'],
    stores: ['totals'],
  },
  {
    platform: 'netlify',
    name: 'functions with a package.json of their own',
    files: {
      'netlify.toml': '[build]\n  publish = "dist"\n',
      'package.json': '{ "name": "shop" }',
      'netlify/functions/package.json': '{ "type": "module" }',
      'netlify/functions/login.js':
        'const sessions = new Map();\nexport const handler = async (event) => { sessions.set(event.body, 1); return { statusCode: 200, body: String(sessions.get(event.body)) }; };\n',
    },
    entries: ['http /.netlify/functions/login netlify/functions/login.js in login'],
    stores: ['sessions'],
  },
  {
    platform: 'netlify',
    name: 'functions of a package that the configuration of the whole names as its base',
    files: {
      'netlify.toml': '[build]\n  base = "site"\n  publish = "dist"\n',
      'package.json': '{ "name": "all", "workspaces": ["site"] }',
      'site/package.json': '{ "name": "site" }',
      'site/netlify/functions/hit.js':
        'let hits = 0;\nexport const handler = async () => { hits += 1; return { statusCode: 200, body: String(hits) }; };\n',
    },
    entries: ['http /.netlify/functions/hit site/netlify/functions/hit.js in hit'],
    stores: ['hits'],
  },
  {
    platform: 'vercel',
    name: 'functions with a package.json of their own',
    files: {
      'vercel.json': '{ "rewrites": [] }',
      'package.json': '{ "name": "shop", "dependencies": { "express": "^4.0.0" } }',
      'api/package.json': '{ "type": "module" }',
      'api/login.js':
        'const sessions = new Map();\nexport default (req, res) => { sessions.set(req.body.id, req.body); res.json(sessions.get(req.body.id)); };\n',
    },
    entries: ['http /api/login api/login.js in /api/login'],
    stores: ['sessions'],
  },
  {
    platform: 'vercel',
    name: 'a Dockerfile beside vercel.json makes no server',
    files: {
      'vercel.json': '{}',
      Dockerfile: 'FROM node:22\nCMD ["node", "api/index.js"]\n',
      'package.json': '{ "name": "shop", "dependencies": { "express": "^4.0.0" } }',
      'api/index.js': `
import express from 'express';
const app = express();
const sessions = new Map();
app.post('/login', (req, res) => { sessions.set(req.body.id, req.body); res.json(sessions.get(req.body.id)); });
app.listen(3000);
export default app;
`,
    },
    stores: ['sessions'],
    others: ['express'],
  },
  {
    platform: 'firebase',
    name: 'see test/platforms/deployment.test.ts',
    files: { 'index.js': "require('firebase-functions');\n" },
  },
  {
    platform: 'cloud-functions',
    name: 'a function that registers itself',
    files: {
      'index.js':
        "const functions = require('@google-cloud/functions-framework');\nlet count = 0;\nfunctions.http('hello', (req, res) => { count++; res.send(String(count)); });\n",
    },
    entries: ['http hello index.js in index.js'],
    stores: ['count'],
  },
  {
    platform: 'cloudflare-workers',
    name: 'a worker',
    files: {
      'wrangler.toml': 'name = "edge"\nmain = "src/index.ts"\n',
      'src/index.ts': 'export default { async fetch() { return new Response("x"); } };\n',
    },
    entries: ['http src/index.ts in edge'],
  },
];
