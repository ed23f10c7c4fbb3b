/** What all commands of the command line share. */
import { resolve } from 'node:path';
import type { AuditFunction } from './engine.js';
import type { ExitCode, Host } from './host.js';
import type { InitPrompt } from './init.js';
import type { MigrationTools } from './migrate-command.js';

/** What a command needs to run, and where it leaves its exit code. */
export interface Session {
  host: Host;
  load: () => Promise<AuditFunction>;
  migration: MigrationTools;
  /** Who asks what to write; a terminal where nothing else is given. */
  setup: InitPrompt | undefined;
  finish: (code: ExitCode) => void;
}

export interface GlobalOptions {
  color?: boolean;
}

export interface ConfigOptions {
  /** `true` when neither option is given. */
  config?: string | boolean;
}

export const CONFIG_OPTION = ['-c, --config <file>', "configuration to use instead of the directory's own"] as const;
export const NO_CONFIG_OPTION = ['--no-config', 'read no configuration'] as const;

/** As the audit takes it: a path, `false` for none, and nothing where the directory decides. */
export function configFile(config: string | boolean | undefined, { cwd }: Host): string | false | undefined {
  if (typeof config === 'string') return resolve(cwd, config);
  return config === false ? false : undefined;
}
