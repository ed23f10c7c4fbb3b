#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';

// By default V8 optimises functions so early that, in an audit, compiling them costs more than it saves: up to two fifths of a small one. The
// flag is one of the versions of Node that are known, and one that is not would be complained about.
if (Number.parseInt(process.versions.node, 10) <= 24) setFlagsFromString('--interrupt-budget=1500000');

const cli = new URL('../dist/src/cli/main.js', import.meta.url);
if (existsSync(cli)) {
  const { main } = await import(cli.href);
  // Not process.exit: what is still being written to a pipe would be lost.
  process.exitCode = await main(process.argv.slice(2));
} else {
  process.stderr.write('coldstate: this checkout is not built yet. Run `npm run build`, then try again.\n');
  process.exitCode = 2;
}
