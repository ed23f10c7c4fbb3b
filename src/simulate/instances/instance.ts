/** One instance, whatever it runs in: it is started, asked, frozen and taken away, and its end never ends the run. */
import type { Call, Order, Settings, Told, Word } from '../wire.js';

export interface Instance {
  /** Never rejects: what an instance does wrong is an answer, too. */
  ask(call: Call): Promise<Reply>;
  /** Its timers stand still until it is asked again. */
  freeze(): void;
  /** When it is gone: the spare in which another may follow, where there is one. */
  leave(): Promise<Spare | undefined>;
  /** Why it is no more; undefined while it runs. */
  ended(): string | undefined;
  /** The end of what it printed on stderr. */
  complaints(): string;
}

export interface Reply extends Told {
  /** Why there was no answer. */
  readonly missing?: string;
}

/** A thread or a process that has all but the program's own modules: they run as it begins. */
export interface Spare {
  begin(settings: Settings): Instance;
  /** It ended before it was needed. */
  isGone(): boolean;
  discard(): Promise<void>;
}

export interface SpareOptions {
  /** What the program takes for its working directory. */
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly timeoutMs: number;
}

/** What a thread and a process differ in. */
export interface Transport {
  /** Whether one instance can follow another in it. */
  readonly lasts: boolean;
  /** Wakes it up where it stands still. */
  send(order: Order): void;
  freeze(): void;
  kill(): Promise<void>;
  /** The end of what it printed on stderr since it was asked last. */
  complaints(): string;
}

export interface Hearing {
  word(word: Word): void;
  /** What it ended with, in a few words. */
  end(reason: string): void;
}

export type OpenSpare = (file: string, options: SpareOptions) => Spare;

export function spareOver(open: (hearing: Hearing) => Transport, { timeoutMs }: SpareOptions): Spare {
  let end: string | undefined;
  let occupant: Hearing | undefined;
  const transport = open({
    word: (word) => occupant?.word(word),
    end(reason) {
      end ??= reason;
      occupant?.end(reason);
    },
  });
  const spare: Spare = {
    begin(settings) {
      const { instance, hearing } = instanceIn(spare, transport, settings, timeoutMs);
      occupant = hearing;
      if (end !== undefined) hearing.end(end);
      return instance;
    },
    isGone: () => end !== undefined,
    discard: () => transport.kill(),
  };
  return spare;
}

function instanceIn(
  spare: Spare,
  transport: Transport,
  settings: Settings,
  timeoutMs: number,
): { instance: Instance; hearing: Hearing } {
  const waiting = new Map<number, (reply: Reply) => void>();
  let asked = 0;
  let end: string | undefined;
  let isReady = false;
  const { promise: ready, settle: settleReady } = deferred<undefined>();
  const { promise: left, settle: settleLeft } = deferred<boolean>();
  const finish = (reason: string): void => {
    end ??= reason;
    for (const settle of waiting.values()) settle(withoutAnswer(end));
    waiting.clear();
    settleReady(undefined);
  };
  const give = (reason: string): void => {
    finish(reason);
    void transport.kill();
  };
  const hearing: Hearing = {
    word(word) {
      if (word.kind === 'ready') {
        isReady = true;
        settleReady(undefined);
      } else if (word.kind === 'failed') {
        give(`it did not start: ${word.message}`);
      } else if (word.kind === 'left') {
        settleLeft(word.isFree);
      } else {
        const { answer, stores, used, written } = word;
        waiting.get(word.id)?.({ answer, stores, used, written });
        waiting.delete(word.id);
        if (word.ends !== undefined) give(word.ends);
      }
    },
    end(reason) {
      finish(isReady ? reason : `it did not start: ${reason}`);
      settleLeft(false);
    },
  };
  /** Whoever is busy with something else does not hear that it has to leave. */
  const leaves = async (): Promise<boolean> => {
    if (!transport.lasts || !isReady || end !== undefined) return false;
    transport.send({ kind: 'leave' });
    const timer = setTimeout(settleLeft, LEAVES_WITHIN_MS, false);
    return left.finally(() => {
      clearTimeout(timer);
    });
  };
  const instance: Instance = {
    async ask(call) {
      await ready;
      if (end !== undefined) return withoutAnswer(end);
      const id = asked;
      asked += 1;
      const { promise, settle } = deferred<Reply>();
      waiting.set(id, settle);
      const timer = setTimeout(() => {
        give(`no answer within ${seconds(timeoutMs)}`);
      }, timeoutMs);
      transport.send({ kind: 'ask', id, ...call });
      return promise.finally(() => {
        clearTimeout(timer);
      });
    },
    freeze() {
      if (end === undefined && waiting.size === 0) transport.freeze();
    },
    async leave() {
      const isFree = await leaves();
      finish('it was replaced');
      if (!isFree) await transport.kill();
      return isFree ? spare : undefined;
    },
    ended: () => end,
    complaints: () => transport.complaints(),
  };
  const timer = setTimeout(() => {
    if (!isReady) give(`it did not start within ${seconds(settings.startsWithinMs)}`);
  }, settings.startsWithinMs + GRACE_MS);
  void ready.then(() => {
    clearTimeout(timer);
  });
  transport.send({ kind: 'begin', settings });
  return { instance, hearing };
}

function deferred<Value>(): { promise: Promise<Value>; settle: (value: Value) => void } {
  let settle: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((resolve) => {
    settle = resolve;
  });
  return { promise, settle };
}

const LEAVES_WITHIN_MS = 1000;

/** So that an instance can say itself that its server does not listen. */
const GRACE_MS = 2000;

const withoutAnswer = (reason: string): Reply => ({
  answer: { status: 0, headers: {}, body: '' },
  stores: {},
  used: [],
  written: [],
  missing: reason,
});

const seconds = (ms: number): string => `${ms / 1000} s`;

const KEPT = 4000;

export interface Tail {
  readonly add: (text: string) => void;
  readonly text: () => string;
  /** What is there is taken, and forgotten. */
  readonly take: () => string;
}

/** The end of what is said, however much that is. */
export function tail(): Tail {
  let kept = '';
  return {
    add(text) {
      kept = (kept + text).slice(-KEPT);
    },
    text: () => kept,
    take() {
      const taken = kept;
      kept = '';
      return taken;
    },
  };
}
