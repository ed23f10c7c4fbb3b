import type { Platform } from '../model/project.js';
import { astro } from './astro.js';
import { azureFunctions } from './azure-functions.js';
import { clientApp } from './client-app.js';
import { cloudFunctions } from './cloud-functions.js';
import { cloudRun } from './cloud-run.js';
import { cloudflare } from './cloudflare.js';
import { container } from './container.js';
import { denoDeploy } from './deno-deploy.js';
import { express } from './express.js';
import { fastify } from './fastify.js';
import { firebase } from './firebase.js';
import { graphql } from './graphql.js';
import { hono } from './hono.js';
import { inngest } from './inngest.js';
import { koa } from './koa.js';
import { lambda } from './lambda.js';
import { lambdaEdge } from './lambda-edge.js';
import { lambdaManaged } from './lambda-managed.js';
import { nestjs } from './nestjs.js';
import { netlify } from './netlify.js';
import { nextjs } from './nextjs.js';
import { nuxt } from './nuxt.js';
import { remix } from './remix.js';
import { staticSite } from './static-site.js';
import { supabase } from './supabase.js';
import { sockets } from './sockets.js';
import { sveltekit } from './sveltekit.js';
import { triggerDev } from './trigger-dev.js';
import { trpc } from './trpc.js';
import { vercel } from './vercel.js';

/**
 * All platforms: functions first, then frameworks that are deployed as functions, then servers and those who run jobs in the background, and last where servers are deployed to. Several
 * may hold for one package; `precedence.ts` says which give way.
 */
export const platforms: readonly Platform[] = [
  ...[lambda, lambdaEdge, lambdaManaged, vercel, netlify, cloudflare, firebase, cloudFunctions, azureFunctions],
  ...[supabase, denoDeploy],
  ...[nextjs, sveltekit, nuxt, remix, astro],
  ...[express, fastify, hono, koa, nestjs, trpc, graphql, sockets],
  ...[inngest, triggerDev],
  ...[cloudRun, container],
  ...[staticSite, clientApp],
];
