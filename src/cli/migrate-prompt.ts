/** Which stores, asked on a terminal. */
import type { StorePlan } from '../migrate/types.js';
import { formNames, roleNames } from '../report/words.js';
import type { Host } from './host.js';

export interface Prompt {
  readonly isPossible: (host: Host) => boolean;
  /** Ids of the chosen stores; undefined where the user went away. */
  readonly choose: (stores: readonly StorePlan[]) => Promise<readonly string[] | undefined>;
  readonly confirm: (question: string) => Promise<boolean>;
}

export const terminalPrompt: Prompt = {
  isPossible: ({ stdout, stderr, env }) =>
    process.stdin.isTTY && stdout.isTTY === true && stderr.isTTY === true && !env.CI,
  async choose(stores) {
    const { isCancel, multiselect } = await import('@clack/prompts');
    const chosen = await multiselect({
      message: 'Which stores?',
      // The result goes to stdout; a question does not.
      output: process.stderr,
      required: false,
      initialValues: stores.map(({ store }) => store),
      options: stores.map(({ store, symbol, role, form, file, line, functions }) => ({
        value: store,
        label: `${symbol} (${roleNames[role]}, ${formNames[form]}) ${file}:${line}`,
        hint:
          functions.length === 0
            ? 'no function changes'
            : `${functions.map(({ name }) => name).join(', ')} become async`,
      })),
    });
    return isCancel(chosen) ? undefined : chosen;
  },
  async confirm(message) {
    const { confirm, isCancel } = await import('@clack/prompts');
    const answer = await confirm({ message, output: process.stderr });
    return !isCancel(answer) && answer;
  },
};
