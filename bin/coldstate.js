#!/usr/bin/env node
import { existsSync } from 'node:fs';

const cli = new URL('../dist/src/cli/main.js', import.meta.url);
if (existsSync(cli)) {
  const { main } = await import(cli.href);
  // Not process.exit: what is still being written to a pipe would be lost.
  process.exitCode = await main(process.argv.slice(2));
} else {
  process.stderr.write('coldstate: this checkout is not built yet. Run `npm run build`, then try again.\n');
  process.exitCode = 2;
}
