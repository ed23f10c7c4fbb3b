/** Colour is decided here, once a stream; picocolors' own decision reads `FORCE_COLOR=0` and `CI` as "yes". */
import picocolors from 'picocolors';
import type { Host, Output } from './host.js';
import type { Paint } from '../report/reporter.js';

/** `flag` is `--color` or `--no-color`, undefined when neither was given. */
export function wantsColour(flag: boolean | undefined, env: Host['env'], stream: Output): boolean {
  const forced = env.FORCE_COLOR;
  if (flag !== undefined) return flag;
  if (env.NO_COLOR) return false;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return stream.isTTY === true && env.TERM !== 'dumb';
}

export function paintFor(colour: boolean): Paint {
  return picocolors.createColors(colour);
}

/** Terminals that draw boxes: all but the Linux console and old Windows consoles. */
export function wantsUnicode({ env, platform }: Pick<Host, 'env' | 'platform'>): boolean {
  if (platform !== 'win32') return env.TERM !== 'linux' && env.LC_ALL !== 'C' && env.LC_ALL !== 'POSIX';
  return Boolean(env.WT_SESSION ?? env.CI ?? env.TERM_PROGRAM) || env.TERM === 'xterm-256color';
}
