import { fileURLToPath } from 'node:url';
import { readSource } from '../../src/workspace/source-text.js';
import type { Source } from '../syntax/corpus.js';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** Programs of other people's hands that `npm ci` installs, pinned by the lock file: old CommonJS, compiled code, and modules. */
const INSTALLED: Readonly<Record<string, readonly string[]>> = {
  commander: [
    'lib/argument.js',
    'lib/command.js',
    'lib/error.js',
    'lib/help.js',
    'lib/option.js',
    'lib/suggestSimilar.js',
    'index.js',
  ],
  ignore: ['index.js'],
  picocolors: ['picocolors.js'],
  yaml: [
    'dist/doc/Document.js',
    'dist/nodes/Collection.js',
    'dist/parse/lexer.js',
    'dist/parse/parser.js',
    'dist/schema/Schema.js',
    'dist/visit.js',
  ],
  '@typescript-eslint/scope-manager': [
    'dist/ScopeManager.js',
    'dist/referencer/Referencer.js',
    'dist/scope/ScopeBase.js',
  ],
};

export function* sourcesOfPackages(): Generator<Source> {
  for (const [name, paths] of Object.entries(INSTALLED)) {
    for (const path of paths) {
      const file = `${repository}/node_modules/${name}/${path}`;
      const read = readSource(file);
      if ('text' in read)
        yield { file: `vendor-${name.replace(/\W+/g, '-')}/${path.replace('dist/', 'lib/')}`, text: read.text };
    }
  }
}
