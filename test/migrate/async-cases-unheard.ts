/** Promises that nobody waits for, of functions that had nothing to reject with until now. */
import type { Case } from './async-case.js';

const FLUSH = `async function flush() { users.delete('a'); }`;
const FLUSHED = `async function flush() { await users.delete('a'); }`;
const CAUGHT = `async function flush() { try { await users.delete('a'); } catch { return; } }`;

export const unheard: readonly Case[] = [
  {
    name: 'a call that is thrown away in a timer',
    before: `export class Log {
  constructor() { setInterval(() => void this.flush(), 5_000).unref(); }
  async flush() { users.delete('a'); }
}`,
    after: `export class Log {
  constructor() { setInterval(() => void this.flush().catch(console.error), 5_000).unref(); }
  async flush() { await users.delete('a'); }
}`,
  },
  {
    name: 'a bare call in a function that waits, and one that is waited for',
    before: `${FLUSH}\nexport async function handler() { flush(); await flush(); }`,
    after: `${FLUSHED}\nexport async function handler() { flush().catch(console.error); await flush(); }`,
  },
  {
    name: 'a call that is thrown away behind a condition, and at the end of a chain',
    before: `${FLUSH}
export function handler(isDue: boolean) { isDue && flush(); isDue ? flush() : undefined; flush().then(() => 1); void (async () => { await flush(); })(); }`,
    after: `${FLUSHED}
export function handler(isDue: boolean) { isDue && flush().catch(console.error); isDue ? flush().catch(console.error) : undefined; flush().then(() => 1).catch(console.error); void (async () => { await flush(); })().catch(console.error); }`,
  },
  {
    name: 'several that nobody waits for together',
    before: `${FLUSH}\nexport function handler() { Promise.all([flush(), flush()]); void Promise.allSettled([flush()]); }`,
    after: `${FLUSHED}\nexport function handler() { Promise.all([flush(), flush()]).catch(console.error); void Promise.allSettled([flush()]); }`,
  },
  {
    name: 'what is caught already',
    before: `async function flush() { try { users.delete('a'); } catch { return; } }
async function purge() { users.delete('b'); }
export function handler() { void flush(); purge().catch(() => {}); purge().then(() => 1, () => 2); }
setInterval(flush, 1000);
setInterval(async () => { try { await purge(); } catch {} }, 1000);`,
    after: `${CAUGHT}
async function purge() { await users.delete('b'); }
export function handler() { void flush(); purge().catch(() => {}); purge().then(() => 1, () => 2); }
setInterval(flush, 1000);
setInterval(async () => { try { await purge(); } catch {} }, 1000);`,
  },
  {
    name: 'what is caught and thrown on',
    before: `async function flush() { try { users.delete('a'); } catch (error) { throw error; } }
export function handler() { void flush(); }`,
    after: `async function flush() { try { await users.delete('a'); } catch (error) { throw error; } }
export function handler() { void flush().catch(console.error); }`,
  },
  {
    name: 'a start that fails ends the process, as it did',
    before: `${FLUSH}\nasync function main() { await flush(); }\nmain();\nexport {};`,
    after: `${FLUSHED}\nasync function main() { await flush(); }\nmain();\nexport {};`,
  },
  {
    name: 'timers whose callback waits already',
    before: `${FLUSH}
setTimeout(async () => { await flush(); }, 10);
setInterval(flush, 1000);
setInterval(() => flush(), 1000);
setInterval(async () => flush(), 1000);
setInterval(async () => { if (Date.now() > 1) return flush(); users.delete('c'); }, 1000);`,
    after: `${FLUSHED}
setTimeout(async () => { try { await flush(); } catch (error) { console.error(error); } }, 10);
setInterval(() => flush().catch(console.error), 1000);
setInterval(() => flush().catch(console.error), 1000);
setInterval(async () => flush().catch(console.error), 1000);
setInterval(async () => { try { if (Date.now() > 1) return await flush(); await users.delete('c'); } catch (error) { console.error(error); } }, 1000);`,
  },
  {
    name: 'a timer whose callback gives something back',
    before: `setInterval(() => { if (Date.now() > 1) return users.delete('a'); users.delete('c'); }, 1000);`,
    after: `setInterval(async () => { try { if (Date.now() > 1) return await users.delete('a'); await users.delete('c'); } catch (error) { console.error(error); } }, 1000);`,
    warned: 'CONCURRENCY',
  },
  {
    name: 'a method that is bound to its object',
    before: `export class Log {
  start() { setInterval(this.flush.bind(this), 5_000); }
  async flush() { users.delete('a'); }
}`,
    after: `export class Log {
  start() { setInterval(() => this.flush().catch(console.error), 5_000); }
  async flush() { await users.delete('a'); }
}`,
  },
  {
    name: 'listeners of what has no errors of its own',
    before: `declare const process: { on(name: string, listener: (signal: string) => void): void };
async function stop(signal: string) { counts.set(signal, 1); }
process.on('SIGTERM', stop);
process.on('SIGINT', async (signal) => { await stop(signal); });
process.on('SIGHUP', (signal) => { void stop(signal); });`,
    after: `declare const process: { on(name: string, listener: (signal: string) => void): void };
async function stop(signal: string) { await counts.set(signal, 1); }
process.on('SIGTERM', (signal) => stop(signal).catch(console.error));
process.on('SIGINT', async (signal) => { try { await stop(signal); } catch (error) { console.error(error); } });
process.on('SIGHUP', (signal) => { void stop(signal).catch(console.error); });`,
  },
  {
    name: 'a listener that is taken away again by its name',
    before: `declare const source: { on(name: string, listener: () => void): void; off(name: string, listener: () => void): void };
${FLUSH}
source.on('data', flush);
source.off('data', flush);`,
    after: `declare const source: { on(name: string, listener: () => void): void; off(name: string, listener: () => void): void };
${FLUSHED}
source.on('data', flush);
source.off('data', flush);`,
  },
  {
    name: 'calls through an interface, a base class and a parameter',
    before: `interface Log { flush(): Promise<void> }
class VisitLog implements Log { async flush() { users.delete('a'); } }
export const log: Log = new VisitLog();
export function every(run: () => Promise<void>) { setInterval(() => { run(); }, 10); }
export function later(run: () => void) { setTimeout(() => { run(); }, 10); }
export function start() { log.flush(); every(() => log.flush()); later(() => log.flush()); }`,
    after: `interface Log { flush(): Promise<void> }
class VisitLog implements Log { async flush() { await users.delete('a'); } }
export const log: Log = new VisitLog();
export function every(run: () => Promise<void>) { setInterval(() => { run().catch(console.error); }, 10); }
export function later(run: () => void) { setTimeout(() => { Promise.resolve(run()).catch(console.error); }, 10); }
export function start() { log.flush().catch(console.error); every(() => log.flush()); later(() => log.flush()); }`,
  },
  {
    name: 'a function of another kind beside it is left alone',
    before: `interface Log { flush(): void | Promise<void> }
class VisitLog implements Log { async flush() { users.delete('a'); } }
class NoLog implements Log { flush() {} }
export const log: Log = new VisitLog();
export function start() { log.flush(); new NoLog().flush(); }`,
    after: `interface Log { flush(): void | Promise<void> }
class VisitLog implements Log { async flush() { await users.delete('a'); } }
class NoLog implements Log { flush() {} }
export const log: Log = new VisitLog();
export function start() { Promise.resolve(log.flush()).catch(console.error); new NoLog().flush(); }`,
  },
  {
    name: 'elements that nobody waits for',
    before: `export function all(ids: string[]) { ids.forEach(async (id) => { users.delete(id); }); }
export async function each(ids: string[]) { await Promise.all(ids.map(async (id) => { users.delete(id); })); }
export function some(ids: string[]) { void each(ids); }`,
    after: `export function all(ids: string[]) { ids.forEach(async (id) => { try { await users.delete(id); } catch (error) { console.error(error); } }); }
export async function each(ids: string[]) { await Promise.all(ids.map(async (id) => { await users.delete(id); })); }
export function some(ids: string[]) { void each(ids).catch(console.error); }`,
  },
  {
    name: 'a server that has to answer',
    file: 'main.js',
    before: `import { createServer } from 'node:http';
createServer((req, res) => { res.end(users.get('a').name); });`,
    after: `import { createServer } from 'node:http';
createServer(async (req, res) => { try { res.end((await users.get('a')).name); } catch (error) { console.error(error); if (!res.headersSent) res.statusCode = 500; res.end(); } });`,
    warned: 'CONCURRENCY',
  },
  {
    name: 'a server whose callback is waited for',
    before: `declare function serve(answer: (request: Request) => Response | Promise<Response>): void;
serve((request) => Response.json(users.get(request.url)));`,
    after: `declare function serve(answer: (request: Request) => Response | Promise<Response>): void;
serve(async (request) => Response.json(await users.get(request.url)));`,
  },
];
