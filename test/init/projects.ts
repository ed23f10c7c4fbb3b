import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { InitPrompt } from '../../src/cli/init.js';
import { run } from '../../src/cli/main.js';
import { audit } from '../../src/index.js';
import { temporaryDirectory } from '../cli/fake-host.js';

export type Files = Readonly<Record<string, string>>;

/** A project on disk, and the command line that works on it. */
export function project(files: Files) {
  const cwd = temporaryDirectory();
  const write = (changes: Files): void => {
    for (const [path, text] of Object.entries(changes)) {
      mkdirSync(dirname(join(cwd, path)), { recursive: true });
      writeFileSync(join(cwd, path), text);
    }
  };
  const read = (path: string): string => readFileSync(join(cwd, path), 'utf8');
  const coldstate = async (
    argv: readonly string[],
    options: { prompt?: InitPrompt; env?: Files; cwd?: string } = {},
  ) => {
    const [out, err]: [string[], string[]] = [[], []];
    const recorder = (written: string[]) => ({
      isTTY: false,
      columns: 100,
      write: (text: string) => written.push(text),
    });
    const host = {
      ...{
        cwd: options.cwd ?? cwd,
        env: options.env ?? {},
        platform: 'linux',
        now: () => 0,
        today: () => '2026-11-27',
      },
      ...{ stdout: recorder(out), stderr: recorder(err) },
    };
    const code = await run(argv, host, () => Promise.resolve(audit), undefined, options.prompt);
    return { code, stdout: out.join(''), stderr: err.join('') };
  };
  // The root of a repository, so that no directory around it is taken for one.
  mkdirSync(join(cwd, '.git'));
  write(files);
  return { cwd, write, read, coldstate };
}

export const nextjs: Files = {
  'package.json':
    '{\n  "name": "shop",\n  "dependencies": { "next": "15.0.0", "react": "19.0.0" },\n  "devDependencies": { "eslint": "9.15.0" }\n}\n',
  'pnpm-lock.yaml': "lockfileVersion: '9.0'\n",
  'next.config.js': 'module.exports = {};\n',
  'eslint.config.mjs': `import { defineConfig } from 'eslint/config';\nimport next from 'eslint-config-next';\n\nexport default defineConfig([\n  ...next,\n  { ignores: ['.next/'] }, // what is built\n]);\n`,
  '.github/workflows/test.yml': 'on: push\n',
  'app/api/basket/route.js': `import { baskets } from '../../../lib/baskets.js';\n\nexport async function POST(request) {\n  const { user, item } = await request.json();\n  baskets.set(user, [...(baskets.get(user) ?? []), item]);\n  return Response.json({ ok: true });\n}\n\nexport async function GET(request) {\n  const user = new URL(request.url).searchParams.get('user');\n  const items = baskets.get(user);\n  if (!items) return new Response('no basket', { status: 404 });\n  return Response.json(items);\n}\n`,
  'lib/baskets.js': 'export const baskets = new Map();\n',
};

export const lambda: Files = {
  'package.json': '{\n  "name": "links",\n  "type": "module"\n}\n',
  'package-lock.json': '{ "name": "links", "lockfileVersion": 3, "packages": {} }\n',
  'template.yaml': `AWSTemplateFormatVersion: '2010-09-09'\nTransform: AWS::Serverless-2016-10-31\nResources:\n  Create:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: create.handler\n      Runtime: nodejs22.x\n      Events:\n        Post:\n          Type: Api\n          Properties: { Path: /links, Method: post }\n`,
  'create.js': `const attempts = new Map();\n\nexport async function handler(event) {\n  const ip = event.requestContext.identity.sourceIp;\n  const count = (attempts.get(ip) ?? 0) + 1;\n  attempts.set(ip, count);\n  if (count > 20) return { statusCode: 429 };\n  return { statusCode: 201 };\n}\n`,
  '.gitlab-ci.yml': 'stages: [test]\n',
};

export const express: Files = {
  'package.json': '{\n  "name": "api",\n  "type": "module",\n  "dependencies": { "express": "5.0.0" }\n}\n',
  'yarn.lock': '# yarn lockfile v1\n',
  Dockerfile: 'FROM node:22\nCOPY . .\nCMD ["node", "server.js"]\n',
  'service.yaml': `apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: api\nspec:\n  template:\n    spec:\n      containers:\n        - image: gcr.io/shop/api\n`,
  '.eslintrc.json': '{ "root": true }\n',
  'server.js': `import express from 'express';\nimport { sessions } from './sessions.js';\n\nconst app = express();\napp.post('/login', (req, res) => {\n  const id = crypto.randomUUID();\n  sessions.set(id, { user: req.body.user });\n  res.cookie('sid', id).end();\n});\napp.get('/me', (req, res) => {\n  const session = sessions.get(req.cookies.sid);\n  if (!session) return res.status(401).end();\n  res.json(session);\n});\napp.listen(8080);\n`,
  'sessions.js': 'export const sessions = new Map();\n',
};
