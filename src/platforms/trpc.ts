import { handlersOf, middlewareOf, serverPlatform } from './servers.js';

const PACKAGES = ['@trpc/server'];

export const trpc = serverPlatform({
  name: 'trpc',
  title: 'tRPC',
  packages: PACKAGES,
  registers: [
    handlersOf(PACKAGES, ['query', 'mutation', 'subscription']),
    middlewareOf(PACKAGES, ['use', 'middleware']),
  ],
});
