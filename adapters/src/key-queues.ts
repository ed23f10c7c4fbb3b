/**
 * One compare-and-swap at a time for each key of this process: callers that would only make each other repeat their work take turns instead.
 */
interface Job {
  readonly run: () => Promise<void>;
  readonly reject: (error: unknown) => void;
}

export class KeyQueues {
  readonly #waiting = new Map<string, Job[]>();

  /** `endsQueue`: whether what `work` rejected with is a reason for those behind it to give up too, as an outage is. */
  run<T>(key: string, work: () => Promise<T>, endsQueue: (error: unknown) => boolean): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const run = () =>
        work().then(resolve, (error: unknown) => {
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- as it was thrown
          reject(error);
          // Each of them would wait for a timeout of its own before it learned the same.
          if (endsQueue(error)) for (const job of this.#waiting.get(key)?.splice(0) ?? []) job.reject(error);
        });
      const waiting = this.#waiting.get(key);
      if (waiting === undefined) void this.#drain(key, { run, reject });
      else waiting.push({ run, reject });
    });
  }

  async #drain(key: string, first: Job): Promise<void> {
    const waiting: Job[] = [];
    this.#waiting.set(key, waiting);
    for (let job: Job | undefined = first; job !== undefined; job = waiting.shift()) await job.run();
    this.#waiting.delete(key);
  }
}
