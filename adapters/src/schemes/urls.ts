import { ConfigError } from '../errors.js';

/** The text of a URL that names a host; that of `redis:` alone, which a given client makes unnecessary, does not. */
export function addressed(url: URL): string {
  if (url.hostname !== '') return url.href;
  throw new ConfigError(`"${url.href}" names no host. Write ${url.protocol}//HOST:PORT.`);
}
