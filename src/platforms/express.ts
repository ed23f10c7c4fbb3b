import { handlersOf, middlewareOf, serverPlatform } from './servers.js';

/** Express and the routers that share its interface. */
const PACKAGES = ['express', 'express-promise-router', 'router', 'connect', 'polka'];

export const express = serverPlatform({
  name: 'express',
  title: 'Express',
  packages: PACKAGES,
  registers: [
    handlersOf(PACKAGES, ['get', 'post', 'put', 'patch', 'delete', 'del', 'all', 'options', 'head', 'search']),
    middlewareOf(PACKAGES, ['use', 'param']),
  ],
});
