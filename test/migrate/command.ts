/** `coldstate migrate` with its real planner, on projects on the disk. */
import type { Host, Output } from '../../src/cli/host.js';
import { run } from '../../src/cli/main.js';
import type { Prompt } from '../../src/cli/migrate-prompt.js';
import { loadPlanner } from '../../src/cli/migrate-request.js';

const asked = (): Promise<never> => Promise.reject(new Error('asked'));
const nobody: Prompt = { isPossible: () => false, choose: asked, confirm: asked };

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export async function coldstateMigrate(
  cwd: string,
  args: readonly string[],
  { env = { PATH: process.env.PATH }, columns = 100 }: { env?: Host['env']; columns?: number } = {},
): Promise<Ended> {
  const out: string[] = [];
  const err: string[] = [];
  const output = (to: string[]): Output => ({ isTTY: false, columns, write: (text) => to.push(text) });
  const host: Host = {
    ...{ cwd, env, platform: 'linux', today: () => '2026-11-27', now: () => 0 },
    ...{ stdout: output(out), stderr: output(err) },
  };
  const noAudit = () => Promise.reject(new Error('no audit'));
  const code = await run(['migrate', ...args], host, noAudit, { load: loadPlanner, prompt: nobody });
  return { code, stdout: out.join(''), stderr: err.join('') };
}
