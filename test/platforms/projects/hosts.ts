import type { PlatformProject } from '../project.js';

const SERVER = `
import express from 'express';
const app = express();
const sessions = new Map();
app.post('/login', (req, res) => { sessions.set(req.body.id, req.body); res.json(sessions.get(req.body.id)); });
app.listen(process.env.PORT);
`;
const server = {
  'package.json': '{ "name": "shop", "dependencies": { "express": "^4.0.0" } }',
  'src/server.js': SERVER,
};

const containers: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'a Dockerfile alone': { Dockerfile: 'FROM node:22\nCMD ["node", "src/server.js"]\n' },
  'Fly machines': { 'fly.toml': 'app = "shop"\n[http_service]\n  internal_port = 3000\n' },
  Heroku: { Procfile: 'web: node src/server.js\n' },
  Render: { 'render.yaml': 'services:\n  - type: web\n    runtime: node\n' },
  Railway: { 'railway.json': '{ "deploy": { "startCommand": "node src/server.js" } }' },
  Compose: { 'docker-compose.yml': 'services:\n  api:\n    build: .\n  cache:\n    image: redis\n' },
  Kubernetes: { 'k8s/api.yaml': 'apiVersion: apps/v1\nkind: Deployment\nspec:\n  replicas: 1\n' },
};

/** Where servers are deployed to. */
export const hostProjects: readonly PlatformProject[] = [
  ...Object.entries(containers).map(([name, files]): PlatformProject => ({
    platform: 'container',
    name,
    files: { ...server, ...files },
    others: ['express'],
  })),
  {
    platform: 'container',
    name: 'a package of a monorepo that a file at the root deploys',
    files: {
      'package.json': '{ "name": "shop", "workspaces": ["apps/*"] }',
      Dockerfile: 'FROM node:22\nCMD ["node", "apps/api/src/server.js"]\n',
      'apps/api/package.json': server['package.json'],
      'apps/api/src/server.js': SERVER,
    },
    others: ['express'],
  },
  {
    platform: 'container',
    name: 'Compose for databases, and an image that serves files',
    files: {
      ...server,
      'docker-compose.yml': 'services:\n  db:\n    image: postgres\n',
      'web.Dockerfile': 'FROM nginx\nCMD ["nginx"]\n',
    },
    isAbsent: true,
    others: ['express'],
    stores: ['sessions'],
  },
  {
    platform: 'container',
    name: 'a Dockerfile of Next.js',
    files: {
      'package.json': '{ "name": "shop", "dependencies": { "next": "^15.0.0" } }',
      Dockerfile: 'FROM node:22\nCMD ["node", "server.js"]\n',
      'app/api/a/route.ts':
        'const sessions = new Map();\nexport async function POST(req) { const { id } = await req.json(); sessions.set(id, 1); return Response.json(sessions.get(id)); }\n',
      'server.js': "const http = require('node:http');\nhttp.createServer().listen(3000);\n",
    },
    isAbsent: true,
    others: ['nextjs'],
    stores: ['sessions'],
  },
  ...Object.entries({
    'a service of Knative': {
      'service.yaml':
        'apiVersion: serving.knative.dev/v1\nkind: Service\nspec:\n  template:\n    spec:\n      containerConcurrency: 80\n',
    },
    'Cloud Build': {
      'cloudbuild.yaml':
        "steps:\n  - name: gcr.io/google.com/cloudsdktool/cloud-sdk\n    entrypoint: gcloud\n    args: ['run', 'deploy', 'shop', '--image', 'x', '--region', 'europe-west1']\n",
    },
    'a workflow': {
      '.github/workflows/deploy.yml':
        'jobs:\n  deploy:\n    steps:\n      - uses: google-github-actions/deploy-cloudrun@v2\n',
    },
    'a script of package.json': {
      'package.json':
        '{ "name": "shop", "dependencies": { "express": "^4.0.0" }, "scripts": { "deploy": "gcloud run deploy shop --source ." } }',
    },
    'a shell script': {
      'scripts/deploy.sh': '#!/bin/sh\nset -e\ngcloud run deploy shop --source . --region europe-west1\n',
    },
    'a Makefile': { Makefile: 'deploy:\n\tgcloud run deploy shop --source .\n' },
    'a rewrite of Firebase Hosting': {
      'firebase.json':
        '{ "hosting": { "public": "public", "rewrites": [{ "source": "**", "run": { "serviceId": "shop", "region": "europe-west1" } }] } }',
    },
    'a remark in the Dockerfile': {
      Dockerfile: 'FROM node:22\n# Cloud Run sets PORT.\nENV PORT=8080\nCMD ["node", "src/server.js"]\n',
    },
    Terraform: { 'main.tf': 'resource "google_cloud_run_v2_service" "shop" {\n  name = "shop"\n}\n' },
  }).map(([name, files]): PlatformProject => ({
    platform: 'cloud-run',
    name: `${name}, whose Dockerfile makes no container of it`,
    files: { ...server, Dockerfile: 'FROM node:22\nCMD ["node", "src/server.js"]\n', ...files },
    others: ['express'],
    stores: ['sessions'],
  })),
  {
    platform: 'cloud-run',
    name: 'a service of a monorepo, deployed from a directory that holds nothing else',
    files: {
      'package.json': '{ "name": "all", "workspaces": ["services/*"] }',
      'services/shop/package.json': '{ "name": "@all/shop", "dependencies": { "express": "^4.0.0" } }',
      'services/shop/Dockerfile': 'FROM node:22\nCMD ["npm", "start"]\n',
      'services/shop/src/server.js': server['src/server.js'],
      'cicd/cloudbuild.yaml':
        'steps:\n  - name: gcr.io/cloud-builders/docker\n    args: ["build", "-t", "shop", "services/shop"]\n  - name: gcr.io/cloud-builders/gcloud\n    args:\n      - |\n        gcloud run deploy shop --image shop\n',
    },
    others: ['express'],
    stores: ['sessions'],
  },
];
