/**
 * One compare-and-swap at a time for each key of this process: callers that would only make each other repeat their work take turns instead.
 */
interface Job {
  readonly run: () => Promise<void>;
  readonly reject: (error: unknown) => void;
  readonly giveUp: (error: unknown) => Error | undefined;
}

export class KeyQueues {
  readonly #waiting = new Map<string, Job[]>();

  /** `giveUp`: what to reject with because the one before was rejected with that, as by an outage; undefined: try all the same. */
  run<T>(key: string, work: () => Promise<T>, giveUp: (error: unknown) => Error | undefined): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const run = () =>
        work().then(resolve, (error: unknown) => {
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- as it was thrown
          reject(error);
          this.#giveUp(key, error);
        });
      const waiting = this.#waiting.get(key);
      if (waiting === undefined) void this.#drain(key, { run, reject, giveUp });
      else waiting.push({ run, reject, giveUp });
    });
  }

  /** Each of those in line would wait for a timeout of its own before it learned the same. */
  #giveUp(key: string, error: unknown): void {
    const line = this.#waiting.get(key) ?? [];
    for (const job of line.splice(0)) {
      const reason = job.giveUp(error);
      if (reason === undefined) line.push(job);
      else job.reject(reason);
    }
  }

  async #drain(key: string, first: Job): Promise<void> {
    const waiting: Job[] = [];
    this.#waiting.set(key, waiting);
    for (let job: Job | undefined = first; job !== undefined; job = waiting.shift()) await job.run();
    this.#waiting.delete(key);
  }
}
