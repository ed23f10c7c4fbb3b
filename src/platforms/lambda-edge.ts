import type { Platform } from '../model/project.js';
import { declaredEntries } from './lambda/entries.js';

export const lambdaEdge: Platform = {
  name: 'lambda-edge',
  title: 'Lambda@Edge',
  kind: 'functions',
  concurrency: 'one',
  guidance:
    'CloudFront runs replicas of the function in many regions, each with environments that share nothing and end without notice. There are no ' +
    'environment variables and no VPC: shared state has to be reachable over the network from everywhere.',
  detect: (view) => declaredEntries(view).find(({ platform }) => platform === 'lambda-edge')?.config,
  entryPoints: (view) =>
    declaredEntries(view).flatMap(({ platform, entry }) => (platform === 'lambda-edge' ? [entry] : [])),
};
