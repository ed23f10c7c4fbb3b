/** What a program prints is passed on up to a limit: a log that never ends must not fill the memory of whoever listens. */

const PASSED_ON_BYTES = 64 * 1024;

export function limitOutput(streams: readonly NodeJS.WriteStream[]): void {
  for (const stream of streams) {
    const write = stream.write.bind(stream);
    let left = PASSED_ON_BYTES;
    const limited = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
      const written = rest.find((each) => typeof each === 'function') as (() => void) | undefined;
      if (left > 0) write(chunk.slice(0, left));
      left -= chunk.length;
      if (written) queueMicrotask(written);
      return true;
    };
    stream.write = limited;
  }
}
