import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { bundle, type Bundle } from '../../src/simulate/bundle.js';
import { openSpares, type Spares } from '../../src/simulate/instances/spares.js';
import { openThread } from '../../src/simulate/instances/worker.js';
import { projectOf } from './project.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** What a program can leave, and how the next one would find it. */
const LEFT: Readonly<Record<string, readonly [leave: string, find: string]>> = {
  'the state of its modules': ['asked += 1;', 'return asked > 0'],
  'a global': ['globalThis.lamp = "on";', 'return "lamp" in globalThis'],
  'a variable of its environment': ['process.env.LAMP = "on";', 'return "LAMP" in process.env'],
  'a listener of the process': [
    'process.on("warning", () => undefined);',
    'return process.listenerCount("warning") > 1',
  ],
  'a module of Node that it changed': ['http.get = () => undefined;', 'return http.get.length === 0'],
  'a class of Node that it changed': ['http.Agent.prototype.lamp = "on";', 'return "lamp" in http.Agent.prototype'],
  'a prototype that it changed': ['String.prototype.shout = () => "HO";', 'return "".shout !== undefined'],
  'an interval': [
    'setInterval(() => { globalThis.ticks = (globalThis.ticks ?? 0) + 1; }, 1);',
    'await new Promise((done) => setTimeout(done, 20)); return globalThis.ticks !== undefined',
  ],
  'a server': [
    'http.createServer().listen(0);',
    'return process.getActiveResourcesInfo().filter((each) => each === "TCPServerWrap").length > 1',
  ],
};

/** What cannot be taken back takes the thread with it. */
const KEPT: Readonly<Record<string, readonly [leave: string, find: string]>> = {
  'a connection': [
    'http.request({ port: request.socket.localPort, method: "POST", agent: false }).write("half of it");',
    'return process.getActiveResourcesInfo().filter((each) => each === "TCPSocketWrap").length > 2',
  ],
  'a global that cannot be removed': [
    'Object.defineProperty(globalThis, "lamp", { value: "on" });',
    'return "lamp" in globalThis',
  ],
  'a hook of all that is asynchronous': [
    'require("node:async_hooks").createHook({ init() { globalThis.seen = true; } }).enable();',
    'await undefined; return "seen" in globalThis',
  ],
  'somebody who listens to a channel of Node': [
    'require("node:diagnostics_channel").subscribe("http.server.request.start", () => undefined);',
    'return require("node:diagnostics_channel").hasSubscribers("http.server.request.start")',
  ],
  'what it compiled for all': [
    'require("node:vm").runInThisContext("const lamp = 1;");',
    'return typeof lamp !== "undefined"',
  ],
};

const program = (rows: typeof LEFT): string => `
const http = require('node:http');
let asked = 0;
const DO = { ${Object.entries(rows)
  .map(([name, [leave, find]]) => `${JSON.stringify(name)}: [async (request) => { ${leave} }, async () => { ${find} }]`)
  .join(', ')} };
http.createServer(async (request, response) => {
  const [, part, name] = decodeURIComponent(request.url).split('/');
  const found = await DO[name][part](request);
  response.end(JSON.stringify(found));
}).listen(3000);
`;

describe.each([
  { rows: LEFT, does: 'is not found by the next instance in its thread', stays: true },
  { rows: KEPT, does: 'ends its thread', stays: false },
])('what an instance leaves', ({ rows, does, stays }) => {
  const project = projectOf({ 'server.js': program(rows) });
  let built: Bundle;
  let spares: Spares;
  let opened = 0;
  beforeAll(async () => {
    const routes = [{ method: 'ANY', path: '*', unit: 'server', file: 'server.js', shape: 'module' as const }];
    built = await bundle(project.directory, routes);
    const options = { directory: project.directory, env: {}, memoryMb: 64, timeoutMs: 10_000 };
    spares = openSpares(() => {
      opened += 1;
      return openThread(built.file, options);
    });
  });
  afterAll(async () => {
    await spares.close();
    await built.remove();
    project.remove();
  });

  const asked = async (part: number, name: string): Promise<unknown> => {
    const settings = { namespace: 'hall', directory: project.directory, memoryMb: 64 };
    const instance = spares.begin({ ...settings, startsWithinMs: 10_000 });
    const request = { method: 'GET', target: `/${part}/${encodeURIComponent(name)}`, headers: [] };
    const { answer, missing } = await instance.ask({ route: 0, parameters: {}, request });
    await instance.leave();
    expect(missing).toBeUndefined();
    return answer.body;
  };

  it.each(Object.keys(rows))(`%s ${does}`, async (name) => {
    await asked(0, name);
    const before = opened;
    // So often that each thread has its turn.
    for (let time = 0; time < 6; time += 1) expect(await asked(1, name)).toBe('false');
    expect(opened - before).toBe(stays ? 0 : 1);
  });
});
