import { spawnSync } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryDirectory } from './fake-host.js';

it('the executable of a checkout that is not built says what to do', () => {
  const checkout = temporaryDirectory();
  cpSync('bin', join(checkout, 'bin'), { recursive: true });
  writeFileSync(join(checkout, 'package.json'), '{ "type": "module" }');
  const { status, stderr, stdout } = spawnSync(process.execPath, [join(checkout, 'bin/coldstate.js')], {
    encoding: 'utf8',
  });
  expect({ status, stderr, stdout }).toEqual({
    status: 2,
    stderr: 'coldstate: this checkout is not built yet. Run `npm run build`, then try again.\n',
    stdout: '',
  });
});
