import type { Platform } from '../model/project.js';
import { clientApp } from './client-app.js';
import { cloudFunctions } from './cloud-functions.js';
import { cloudflare } from './cloudflare.js';
import { express } from './express.js';
import { fastify } from './fastify.js';
import { firebase } from './firebase.js';
import { hono } from './hono.js';
import { koa } from './koa.js';
import { lambda } from './lambda.js';
import { netlify } from './netlify.js';
import { nextjs } from './nextjs.js';
import { staticSite } from './static-site.js';
import { sveltekit } from './sveltekit.js';
import { vercel } from './vercel.js';

/** All platforms: functions first, then frameworks that are deployed as functions, then servers. Several may hold for one package. */
export const platforms: readonly Platform[] = [
  lambda,
  vercel,
  netlify,
  cloudflare,
  firebase,
  cloudFunctions,
  nextjs,
  sveltekit,
  express,
  fastify,
  hono,
  koa,
  staticSite,
  clientApp,
];
