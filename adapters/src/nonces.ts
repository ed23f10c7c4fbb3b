/**
 * Names for writes that no two writers ever choose alike: the writer, random and up to the first dot, a count, and the time, lest a resumed
 * snapshot of a process repeat itself.
 */
export class Nonces {
  #writer: string | undefined;
  #count = 0;
  #time = 0;
  #timeText = '';

  next(): string {
    // Not before it is needed: some runtimes have no random numbers while a module loads. Unlike a session's id it need not be secret, and the
    // first call of a function should not wait milliseconds for cryptography to load.
    this.#writer ??= randomName();
    const now = Date.now();
    if (now !== this.#time) {
      this.#time = now;
      this.#timeText = now.toString(36);
    }
    return `${this.#writer}.${this.#count++}.${this.#timeText}`;
  }
}

function randomName(): string {
  const part = () => Math.random().toString(36).slice(2, 10);
  return part() + part();
}

/** `bytes` random bytes as text without padding, safe in URLs and cookies. */
export function randomId(bytes: number): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return btoa(String.fromCharCode(...random))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=/g, '');
}
