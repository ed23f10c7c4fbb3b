/** `npm run docs`: what the HTML report brings to the browser, from `src/report/html/client`: styles and scripts as one module of strings. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from './lib/checkout.mjs';
import { writePage } from './lib/blocks.mjs';

const CLIENT = 'src/report/html/client';

const assets = { styles: styles(), headScript: script('head.ts'), pageScript: script('page.ts') };

await writePage(
  'src/report/html/assets.ts',
  `/** Written by \`npm run docs\` from \`${CLIENT}\`. A browser runs what has one of these hashes, and nothing else. */\n` +
    Object.entries(assets)
      .map(
        ([name, text]) =>
          `export const ${name} = ${literal(text)};\nexport const ${name}Hash = 'sha256-${hash(text)}';\n`,
      )
      .join(''),
);

function script(name) {
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, removeComments: true };
  const { outputText } = ts.transpileModule(read(name), { compilerOptions });
  return tidy(outputText.replace(/^export \{\};\n/m, ''));
}

function styles() {
  return tidy(read('page.css').replace(/\/\*[\s\S]*?\*\//g, ''));
}

/** Without indentation and empty lines: nobody reads it there. */
function tidy(text) {
  return text.replace(/^\s+/gm, '').trim();
}

function read(name) {
  return readFileSync(join(ROOT, CLIENT, name), 'utf8').replaceAll('\r\n', '\n');
}

function literal(text) {
  return `\`${text.replace(/[\\`]|\$\{/g, '\\$&')}\``;
}

function hash(text) {
  return createHash('sha256').update(text).digest('base64');
}
