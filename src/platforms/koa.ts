import { handlersOf, middlewareOf, serverPlatform } from './servers.js';

const PACKAGES = ['koa', '@koa/router', 'koa-router', 'koa-tree-router'];

export const koa = serverPlatform({
  name: 'koa',
  title: 'Koa',
  packages: PACKAGES,
  registers: [
    handlersOf(PACKAGES, ['get', 'post', 'put', 'patch', 'delete', 'del', 'all', 'options', 'head', 'register']),
    middlewareOf(PACKAGES, ['use', 'param']),
  ],
});
