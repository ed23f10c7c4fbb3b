import type { Library } from '../model/library.js';
import { container, sharedCache } from './caches.js';

export const memos: Library = {
  name: 'memos',
  title: 'Results kept by their arguments',
  stores: [
    {
      ...container,
      keeps: 'results by their arguments',
      packages: ['lodash', 'lodash-es'],
      exports: ['memoize'],
      made: 'called',
      remedy: sharedCache,
    },
    {
      ...container,
      keeps: 'results by their arguments',
      packages: [
        'lodash/memoize',
        'lodash.memoize',
        'memoizee',
        'p-memoize',
        'mem',
        'memoize',
        'fast-memoize',
        'memoize-one',
      ],
      exports: ['default'],
      made: 'called',
      remedy: sharedCache,
    },
    {
      ...container,
      keeps: 'parameters for as long as `maxAge` says',
      packages: ['ssm', 'secrets', 'appconfig', 'dynamodb'].map(
        (source) => `@aws-lambda-powertools/parameters/${source}`,
      ),
      exports: ['getParameter', 'getParameters', 'getParametersByName', 'getSecret', 'getAppConfig'],
      made: 'called',
      role: 'config',
      roleFrom: 'library',
      safe: [{ options: ['forceFetch'], is: [true] }],
      remedy: {
        title: 'Choose maxAge so that an old value does no harm',
        code: `await getParameter(name, { maxAge: 60 });`,
      },
    },
  ],
};
