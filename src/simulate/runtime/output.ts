/** What a program prints is passed on up to a limit: a log that never ends must not fill the memory of whoever listens. */

const PASSED_ON_BYTES = 64 * 1024;

/** From here on; what it gives back begins anew, for whoever writes next. */
export function limitedOutput(streams: readonly NodeJS.WriteStream[]): () => void {
  const restarts = streams.map((stream) => {
    const write = stream.write.bind(stream);
    let left = 0;
    const limited = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
      const written = rest.find((each) => typeof each === 'function') as (() => void) | undefined;
      if (left > 0) write(chunk.slice(0, left));
      left -= chunk.length;
      if (written) queueMicrotask(written);
      return true;
    };
    return () => {
      left = PASSED_ON_BYTES;
      stream.write = limited;
    };
  });
  return () => {
    for (const restart of restarts) restart();
  };
}
