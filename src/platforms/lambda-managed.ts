import type { Platform } from '../model/project.js';
import { declaredEntries } from './lambda/entries.js';

export const lambdaManaged: Platform = {
  name: 'lambda-managed',
  title: 'AWS Lambda Managed Instances',
  kind: 'functions',
  concurrency: 'many',
  guidance:
    'An environment serves many invocations at once, in worker threads that each load the module for themselves. What a request writes to a module ' +
    'variable is read by others at the same time, and is missing in the next thread: use locals or AsyncLocalStorage.',
  detect: (view) => declaredEntries(view).find(({ platform }) => platform === 'lambda-managed')?.config,
  entryPoints: (view) =>
    declaredEntries(view).flatMap(({ platform, entry }) => (platform === 'lambda-managed' ? [entry] : [])),
};
