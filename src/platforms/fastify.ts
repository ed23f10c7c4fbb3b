import { handlersOf, middlewareOf, serverPlatform } from './servers.js';

const PACKAGES = ['fastify'];

export const fastify = serverPlatform({
  name: 'fastify',
  title: 'Fastify',
  packages: PACKAGES,
  registers: [
    handlersOf(PACKAGES, ['get', 'post', 'put', 'patch', 'delete', 'options', 'head', 'all', 'route']),
    middlewareOf(PACKAGES, ['addHook', 'setErrorHandler', 'setNotFoundHandler', 'use']),
  ],
});
