import { handlersOf, middlewareOf, serverPlatform } from './servers.js';

const PACKAGES = ['hono', '@hono/zod-openapi'];

export const hono = serverPlatform({
  name: 'hono',
  title: 'Hono',
  packages: PACKAGES,
  registers: [
    handlersOf(PACKAGES, ['get', 'post', 'put', 'patch', 'delete', 'options', 'all', 'on', 'openapi']),
    middlewareOf(PACKAGES, ['use', 'onError', 'notFound']),
  ],
});
