import { describe, expect, it } from 'vitest';
import { wantsColour, wantsUnicode } from '../../src/cli/colour.js';
import { coldstate } from './fake-host.js';

const terminal = { isTTY: true, write: () => true };
const pipe = { isTTY: false, write: () => true };

describe('colour', () => {
  it.each([
    ['is on for a terminal', undefined, {}, terminal, true],
    ['is off for a pipe', undefined, {}, pipe, false],
    ['is off for a dumb terminal', undefined, { TERM: 'dumb' }, terminal, false],
    ['is not turned on by CI alone', undefined, { CI: 'true' }, pipe, false],
    ['follows NO_COLOR', undefined, { NO_COLOR: '1' }, terminal, false],
    ['ignores an empty NO_COLOR', undefined, { NO_COLOR: '' }, terminal, true],
    ['prefers NO_COLOR to FORCE_COLOR', undefined, { NO_COLOR: '1', FORCE_COLOR: '1' }, terminal, false],
    ['follows FORCE_COLOR', undefined, { FORCE_COLOR: '1' }, pipe, true],
    ['reads FORCE_COLOR=0 as no', undefined, { FORCE_COLOR: '0' }, terminal, false],
    ['prefers --color to everything', true, { NO_COLOR: '1', TERM: 'dumb' }, pipe, true],
    ['prefers --no-color to everything', false, { FORCE_COLOR: '1' }, terminal, false],
  ])('%s', (_rule, flag, env, stream, expected) => {
    expect(wantsColour(flag, env, stream)).toBe(expected);
  });

  it('can be given before or after the command', async () => {
    expect((await coldstate(['--color'])).stdout).toContain('\u001b[');
    expect((await coldstate(['audit', '--color'])).stdout).toContain('\u001b[');
    expect((await coldstate(['--no-color', 'audit'], { tty: true })).stdout).not.toContain('\u001b[');
    expect((await coldstate([], { tty: true })).stdout).toContain('\u001b[');
    expect((await coldstate([])).stdout).not.toContain('\u001b[');
  });
});

describe('box characters', () => {
  it.each([
    ['on most terminals', {}, 'darwin', true],
    ['not on the Linux console', { TERM: 'linux' }, 'linux', false],
    ['not in the C locale', { LC_ALL: 'C' }, 'linux', false],
    ['in Windows Terminal', { WT_SESSION: '1' }, 'win32', true],
    ['not in old Windows consoles', {}, 'win32', false],
  ])('are drawn %s', (_where, env, platform, expected) => {
    expect(wantsUnicode({ env, platform })).toBe(expected);
  });
});
