import { describe, expect, it, vi } from 'vitest';
import { digestOf } from '../../src/simulate/runtime/probes.js';
import { simulatedProject, type Files } from './project.js';

vi.setConfig({ testTimeout: 60_000 });

/** Every program here counts guests in a module, and greets them by the name in the path. */
const SCENARIO = `@base =

### A guest
# @loop for 4
POST {{base}}/guests/mara%20b?table=7
content-type: application/json
x-forwarded-for: 198.51.100.7

{ "seats": 2 }

?? status == 201
?? jsonpath $.name == "mara b"
?? jsonpath $.table == "7"
?? jsonpath $.seats == 2
?? jsonpath $.guests exists
?? cookie seen == yes
`;

const COOKIE = "'seen=yes; Path=/'";

const SAM = (type: string) => `Transform: AWS::Serverless-2016-10-31
Resources:
  Guests:
    Type: AWS::Serverless::Function
    Properties:
      Handler: src/guests.handler
      Runtime: nodejs22.x
      Events:
        Add: { Type: ${type}, Properties: { Path: '/guests/{name}', Method: post } }
`;

const V1 = `const answer = (event) => ({ statusCode: 201, multiValueHeaders: { 'Set-Cookie': [${COOKIE}] },
  body: JSON.stringify({ guests: ++guests, name: event.pathParameters.name, table: event.queryStringParameters.table, seats: JSON.parse(event.body).seats }) });`;
const V2 = `const answer = (event) => ({ statusCode: 201, cookies: [${COOKIE}],
  body: JSON.stringify({ guests: ++guests, name: event.pathParameters?.name ?? decodeURIComponent(event.rawPath.split('/')[2]), table: event.queryStringParameters.table, seats: JSON.parse(event.body).seats }) });`;

const NODE = `const { text } = require('node:stream/consumers');
let guests = 0;
const listener = async (request, response) => {
  const url = new URL(request.url, 'http://host');
  const { seats } = JSON.parse(await text(request));
  response.writeHead(201, { 'set-cookie': [${COOKIE}] });
  response.end(JSON.stringify({ guests: ++guests, name: decodeURIComponent(url.pathname.split('/')[2]), table: url.searchParams.get('table'), seats }));
};`;

const EXPRESS = `import express from 'express';
let guests = 0;
const app = express();
app.use(express.json());
app.post('/guests/:name', (request, response) => {
  response.cookie('seen', 'yes').status(201).json({ guests: ++guests, name: request.params.name, table: request.query.table, seats: request.body.seats });
});`;

const RESPONSE = (name: string) =>
  `Response.json({ guests: ++guests, name: ${name}, table: new URL(request.url).searchParams.get('table'), seats: (await request.json()).seats }, { status: 201, headers: { 'set-cookie': ${COOKIE} } })`;

const FROM_PATH = "decodeURIComponent(new URL(request.url).pathname.split('/')[2])";

/** By what they are: the files, and the module to run where the audit is not asked. */
const PROGRAMS: Readonly<Record<string, readonly [files: Files, entry?: string | undefined, base?: string]>> = {
  'a Lambda handler behind a REST API': [
    {
      'template.yaml': SAM('Api'),
      'src/guests.js': `let guests = 0;\n${V1}\nexports.handler = async (event) => { if (event.httpMethod !== 'POST') throw new Error(); return answer(event); };`,
    },
  ],
  'a Lambda handler behind an HTTP API': [
    {
      'template.yaml': SAM('HttpApi'),
      'src/guests.ts': `let guests = 0;\n${V2.replace('(event)', '(event: any)')}\nexport const handler = async (event: { version: string }) => { if (event.version !== '2.0') throw new Error(); return answer(event); };`,
    },
  ],
  'a Lambda handler with a callback': [
    {
      'template.yaml': SAM('HttpApi'),
      'src/guests.js': `let guests = 0;\n${V2}\nexports.handler = (event, context, callback) => { setTimeout(() => callback(null, answer(event)), 5); };`,
    },
  ],
  'a Lambda handler behind a function URL': [
    { 'src/url.mjs': `let guests = 0;\n${V2}\nexport const handler = async (event) => answer(event);` },
    'src/url.mjs',
  ],
  'a route module of Next.js': [
    {
      'package.json': '{ "dependencies": { "next": "15.0.0" } }',
      'app/guests/[name]/route.ts': `import { NextResponse, type NextRequest } from 'next/server';
import { headers } from 'next/headers';
import 'server-only';
let guests = 0;
export async function POST(request: NextRequest, { params }: { params: Promise<{ name: string }> }) {
  if ((await headers()).get('x-forwarded-for') !== '198.51.100.7') throw new Error('no headers');
  const { seats } = await request.json();
  const response = NextResponse.json({ guests: ++guests, name: (await params).name, table: request.nextUrl.searchParams.get('table'), seats }, { status: 201 });
  response.cookies.set('seen', 'yes');
  return response;
}`,
    },
  ],
  'a Worker': [
    {
      'wrangler.toml': 'name = "guests"\nmain = "src/worker.js"\n',
      'src/worker.js': `let guests = 0;\nexport default { async fetch(request, env, context) { context.waitUntil(Promise.resolve()); return ${RESPONSE(FROM_PATH)}; } };`,
    },
  ],
  'an application with fetch, as Hono has it': [
    {
      'src/app.js': `let guests = 0;\nclass App { prefix = ''; async fetch(request) { this.prefix; return ${RESPONSE(FROM_PATH)}; } }\nexport default new App();`,
    },
    'src/app.js',
  ],
  'a function of Vercel': [
    {
      'vercel.json': '{ "version": 2 }',
      'api/guests/[name].js': `let guests = 0;\nexport default function handler(request, response) { response.setHeader('set-cookie', ${COOKIE}); response.status(201).json({ guests: ++guests, name: request.query.name, table: request.query.table, seats: request.body.seats }); }`,
    },
    undefined,
    '/api',
  ],
  'a server of node:http that listens': [
    { 'server.js': `${NODE}\nrequire('node:http').createServer(listener).listen(8080, () => console.log('up'));` },
  ],
  'a server that listens once it is connected': [
    {
      'server.mjs': `import http from 'node:http';\nimport { createRequire } from 'node:module';\n${NODE.replace("const { text } = require('node:stream/consumers');", "import { text } from 'node:stream/consumers';")}\nsetTimeout(() => http.createServer(listener).listen(process.env.PORT ?? 3000), 30);`,
    },
  ],
  'a server that waits at its top level': [
    {
      'server.mjs': `import http from 'node:http';\nimport { text } from 'node:stream/consumers';\n${NODE.replace(/.*stream.*\n/, '')}\nawait new Promise((done) => setTimeout(done, 30));\nhttp.createServer(listener).listen(3000);`,
    },
  ],
  'a server of node:http that is exported': [
    { 'src/index.js': `${NODE}\nmodule.exports = require('node:http').createServer(listener);` },
  ],
  'Express, listening': [{ 'src/server.ts': `${EXPRESS}\napp.listen(3000);` }],
  'Express, exported': [{ 'src/app.ts': `${EXPRESS}\nexport { app };` }, 'src/app.ts'],
  'an application with a callback, as Koa has it': [
    { 'app.js': `${NODE}\nmodule.exports = { callback: () => listener };` },
    'app.js',
  ],
  'an application that has to get ready, as Fastify has': [
    {
      'app.js': `${NODE}\nlet isReady = false;\nmodule.exports = { ready: async () => { isReady = true; }, routing: (request, response) => isReady && listener(request, response) };`,
    },
    'app.js',
  ],
};

describe('a simulation', () => {
  it.each(Object.entries(PROGRAMS))('asks %s', async (_, [files, entry, base = '']) => {
    const options = {
      instances: 2,
      seed: 3,
      config: false as const,
      variables: { base },
      ...(entry === undefined ? {} : { entry }),
    };
    const { notes, steps, divergences } = await simulatedProject(files, SCENARIO, options);
    expect(notes).toEqual([]);
    expect(steps[0]).toMatchObject({ reference: '201 × 4', fleet: '201 × 4', different: 3 });
    expect(divergences[0]?.stores.map(({ symbol, evidence }) => [symbol, evidence])).toEqual([['guests', 'contents']]);
  });
});

it('compares what stores hold without the timers among it, which are never the same', () => {
  const window = () => ({ guests: 2, closing: setTimeout(() => undefined, 0) });
  const [one, other] = [digestOf([window()]), digestOf([window()])];
  expect(one.hash).toBe(other.hash);
  expect(one.hash).toContain('2');
});
