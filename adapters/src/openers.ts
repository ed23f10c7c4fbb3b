/** Which schemes of URL a build of this package knows: one table for each entry module, so that a bundler meets the packages of one backend only. */
import type { Backend } from './backend.js';
import { memoryBackend, type MemoryData } from './backends/memory.js';

export interface OpenContext {
  readonly timeoutMs: number;
  /** What this process keeps for `memory:`. */
  readonly memory: MemoryData;
  /** Clients of the application, to be used in place of one of our own. */
  readonly clients: { readonly redis?: object; readonly dynamodb?: object };
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Rejects with ConfigError for a URL that makes no sense and a package that is not installed. Connecting can wait for the first call. */
export type Opener = (url: URL, context: OpenContext) => Promise<Backend>;

export interface Openers {
  /** What is imported: `@coldstate/adapters/redis`. For messages. */
  readonly entry: string;
  /** Scheme without colon → opener. */
  readonly schemes: Readonly<Record<string, Opener>>;
}

export const memorySchemes: Openers['schemes'] = {
  memory: (_, { memory }) => Promise.resolve(memoryBackend(memory)),
};
