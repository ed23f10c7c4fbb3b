/**
 * One compare-and-swap at a time for each key of this process: callers that would only make each other repeat their work take turns instead.
 */
interface Job {
  readonly run: () => Promise<void>;
  readonly reject: (error: unknown) => void;
  readonly giveUp: (error: unknown) => Error | undefined;
}

export class KeyQueues {
  /** A key's line; none as long as nobody waits behind the one who is at work. */
  readonly #waiting = new Map<string, Job[] | undefined>();

  /** `giveUp`: what to reject with because the one before was rejected with that, as by an outage; undefined: try all the same. */
  run<T>(key: string, work: () => Promise<T>, giveUp: (error: unknown) => Error | undefined): Promise<T> {
    if (!this.#waiting.has(key)) {
      this.#waiting.set(key, undefined);
      return this.#first(key, work);
    }
    const line = this.#waiting.get(key) ?? [];
    this.#waiting.set(key, line);
    return new Promise<T>((resolve, reject) => {
      const run = () =>
        work().then(resolve, (error: unknown) => {
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- as it was thrown
          reject(error);
          this.#giveUp(key, error);
        });
      line.push({ run, reject, giveUp });
    });
  }

  /** Seen to beside what the caller gets, which so has a step less to go. */
  #first<T>(key: string, work: () => Promise<T>): Promise<T> {
    const done = work();
    done.then(
      () => {
        this.#next(key);
      },
      (error: unknown) => {
        this.#giveUp(key, error);
        this.#next(key);
      },
    );
    return done;
  }

  #next(key: string): void {
    const job = this.#waiting.get(key)?.shift();
    if (job === undefined) this.#waiting.delete(key);
    else
      void job.run().finally(() => {
        this.#next(key);
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
}
