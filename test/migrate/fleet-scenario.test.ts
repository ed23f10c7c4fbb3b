import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { replay } from './fleet/replay.js';
import { parseScenario, ScenarioError } from './fleet/scenario.js';

/** A desk that hands out tickets and forgets them when it is replaced. */
let server: Server;
let origin: string;
let tickets = new Map<number, string>();

beforeAll(async () => {
  server = createServer((incoming, outgoing) => {
    void (async () => {
      const id = Number(incoming.url?.slice('/tickets/'.length));
      if (incoming.method === 'POST') {
        const { holder } = JSON.parse(await text(incoming)) as { holder: string };
        tickets.set(tickets.size + 1, holder);
        outgoing.writeHead(201, { 'set-cookie': [`desk=north; Path=/`, `ticket=${tickets.size}; Path=/`] });
        outgoing.end(JSON.stringify({ ticket: { id: tickets.size, holders: [holder] } }));
      } else {
        const holder = tickets.get(id);
        outgoing.writeHead(holder === undefined ? 404 : 200, { 'x-seen-as': incoming.headers['x-name'] ?? 'nobody' });
        outgoing.end(JSON.stringify({ holder }));
      }
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

beforeEach(() => {
  tickets = new Map();
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

function played(scenario: string) {
  const restart = () => {
    tickets = new Map();
    return Promise.resolve();
  };
  return replay(parseScenario(scenario, 'desk.http'), { origin, restart });
}

const TAKEN = `# The desk, in the morning.
### A ticket is taken
POST /tickets
content-type: application/json

{ "holder": "Mara" }

> expect 201
> expect body.ticket.id = 1
> expect body.ticket.holders[0] = Mara
> expect body.ticket.holders = ["Mara"]
> expect body.ticket.holders.length = 1
> expect cookie.ticket = 1
> capture id = body.ticket.id
`;

describe('a scenario', () => {
  it('holds where every answer is as expected, with what was captured filled in', async () => {
    const shown = `### It is shown
GET /tickets/{{id}}
x-name: visitor {{n}}

> repeat 3
> expect 200
> expect body.holder exists
> expect header.x-seen-as is distinct
> expect 200 for at most 3
`;
    expect(await played(TAKEN + shown)).toEqual([]);
  });

  it('tells each difference by its step, what was expected and what came', async () => {
    const wrong = `### Everybody takes one
POST /tickets

{ "holder": "Jonas" }

> repeat 5 concurrently
> expect 200
> expect 201 for 3
> expect body.ticket.holders[0] = Mara
> expect body.ticket.holders is distinct
> expect body.price exists

### Nobody has the ninth
GET /tickets/9

> expect 200
> capture holder = body.holder
`;
    expect(await played(wrong)).toEqual([
      { step: 'Everybody takes one', expected: '200', got: '201 × 5' },
      { step: 'Everybody takes one', expected: '201 for 3', got: '201 × 5' },
      { step: 'Everybody takes one', expected: 'body.ticket.holders[0] = Mara', got: '"Jonas"' },
      {
        step: 'Everybody takes one',
        expected: 'body.ticket.holders is distinct',
        got: '1 different ones in 5 answers',
      },
      { step: 'Everybody takes one', expected: 'body.price exists', got: 'nothing' },
      { step: 'Nobody has the ninth', expected: '200', got: '404 × 1' },
      { step: 'Nobody has the ninth', expected: 'body.holder to capture', got: 'nothing' },
    ]);
  });

  it('replaces the instances where it says so', async () => {
    expect(await played(`${TAKEN}\n### It is kept\nGET /tickets/{{id}}\n\n> restart\n> expect 200\n`)).toEqual([
      { step: 'It is kept', expected: '200', got: '404 × 1' },
    ]);
  });

  it('has variables, which who plays it can give', () => {
    const file =
      '@visitors = 1000\n\n### All come\nGET /tickets/1\n\n> repeat {{visitors}} concurrently\n> expect 200\n';
    expect(parseScenario(file, 'desk.http').steps[0]).toMatchObject({ times: 1000, concurrently: true });
    expect(parseScenario(file, 'desk.http', { visitors: '50' }).steps[0]).toMatchObject({ times: 50 });
  });

  it('leaves out a step for which nothing was captured', async () => {
    expect(await played('### It is shown\nGET /tickets/{{id}}\n\n> expect 200\n')).toEqual([
      { step: 'It is shown', expected: 'a value of {{id}}', got: 'none was captured' },
    ]);
  });

  it('says so when nobody answers', async () => {
    const scenario = parseScenario('### It is shown\nGET /tickets/1\n\n> expect 200\n', 'desk.http');
    const nobody = { origin: 'http://127.0.0.1:9', restart: () => Promise.resolve() };
    expect(await replay(scenario, nobody)).toEqual([{ step: 'It is shown', expected: '200', got: 'no answer × 1' }]);
  });

  it.each([
    ['GET /tickets', 'desk.http: no step was found. A step begins with a line "### name".'],
    ['### A\ntickets\n\n> expect 200', 'desk.http:1: after the name of a step comes a line "METHOD /path".'],
    ['### A\nGET /tickets\nvisitor\n\n> expect 200', 'desk.http:3: "visitor" is no header.'],
    ['### A\nGET /tickets', 'desk.http:1: the step expects nothing. Add a line "> expect 200".'],
    [
      '### A\nGET /tickets\n\n> expect 200\n\n### B\nGET /tickets\n\n> expect success',
      'desk.http:9: "> expect success" is no directive. They are told in fixtures/README.md.',
    ],
    [
      '### A\nGET /tickets\n\n> expect 200\nand more',
      'desk.http:5: "and more" is no directive. They are told in fixtures/README.md.',
    ],
  ])('is refused as %j', (scenario, message) => {
    expect(() => parseScenario(scenario, 'desk.http')).toThrow(new ScenarioError(message));
  });
});
