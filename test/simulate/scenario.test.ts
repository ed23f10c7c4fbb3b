import { describe, expect, it } from 'vitest';
import { SimulateError } from '../../src/simulate/errors.js';
import { parseScenario } from '../../src/simulate/scenario/parse.js';
import { simulatedProject } from './project.js';

/** A desk that hands out tickets. */
const DESK = `
const http = require('node:http');
const { text } = require('node:stream/consumers');
const tickets = new Map();
http.createServer(async (request, response) => {
  if (request.method === 'POST') {
    const { holder } = JSON.parse(await text(request));
    tickets.set(tickets.size + 1, holder);
    response.writeHead(201, { 'set-cookie': ['desk=north; Path=/', 'ticket=' + tickets.size + '; Path=/'], 'x-desk': 'north' });
    response.end(JSON.stringify({ ticket: { id: tickets.size, holders: [holder] }, 'of the day': tickets.size }));
  } else {
    const holder = tickets.get(Number(request.url.slice('/tickets/'.length)));
    response.writeHead(holder === undefined ? 404 : 200, { 'x-seen-as': request.headers['x-name'] || 'nobody' });
    response.end(JSON.stringify({ holder }));
  }
}).listen(3000);
`;

const played = (scenario: string, variables?: Readonly<Record<string, string>>) =>
  simulatedProject({ 'server.js': DESK }, scenario, { instances: 1, ...(variables ? { variables } : {}) });

const TAKEN = `# The desk, in the morning.
@host = http://localhost:3000
@first = Mara

### A ticket is taken
# @name taken
POST {{host}}/tickets HTTP/1.1
content-type: application/json

{ "holder": "{{first}}" }

?? status == 201
?? jsonpath $.ticket.id == 1
?? jsonpath $.ticket.holders[0] == Mara
?? js response.parsedBody.ticket.holders == ["Mara"]
?? jsonpath $['of the day'] >= 1
?? jsonpath $.ticket.holders.length == 1
?? cookie ticket == 1
?? header x-desk startsWith nor
`;

describe('a scenario', () => {
  it('holds where every answer is as expected, with what was captured filled in', async () => {
    const shown = `
###
# @loop for 3
GET /tickets/{{taken.response.body.$.ticket.id}}
x-name: visitor {{$index}} of {{taken.response.cookies.desk}} {{taken.response.headers.x-desk}} {{taken.ticket.id}}

?? status == 200
?? jsonpath $.holder exists
?? header x-seen-as isDistinct
?? header x-seen-as matches ^visitor \\d of north north 1$
?? status == 200 for at most 3
?? status == 404 for 0
`;
    const { notes, divergences, steps } = await played(TAKEN + shown);
    expect(notes).toEqual([]);
    expect(divergences).toEqual([]);
    expect(steps.map(({ title, requests, fleet }) => [title, requests, fleet])).toEqual([
      ['A ticket is taken', 1, '201'],
      ['GET /tickets/{{taken.response.body.$.ticket.id}}', 3, '200 × 3'],
    ]);
  });

  it('tells what one instance does not do either, by the line that expects it', async () => {
    const { notes, divergences } = await played(`### Everybody takes one
# @parallel 5
POST /tickets

{ "holder": "Jonas" }

?? status == 200
?? status == 201 for 3
?? jsonpath $.ticket.holders[0] == Mara
?? jsonpath $.ticket.holders isDistinct
?? jsonpath $.price exists

### Nobody has the ninth
# @name ninth
GET /tickets/9

?? status == 200

### So there is nothing to show
GET /tickets/{{ninth.response.body.$.holder}}
`);
    expect(divergences).toEqual([]);
    expect(notes).toEqual([
      'line 7: `?? status == 200` does not hold on one instance either: 201 × 5.',
      'line 8: `?? status == 201 for 3` does not hold on one instance either: 201 × 5.',
      'line 9: `?? jsonpath $.ticket.holders[0] == Mara` does not hold on one instance either: "Jonas" × 5.',
      'line 10: `?? jsonpath $.ticket.holders isDistinct` does not hold on one instance either: 1 different ones in 5 answers.',
      'line 11: `?? jsonpath $.price exists` does not hold on one instance either: nothing × 5.',
      'line 17: `?? status == 200` does not hold on one instance either: 404 × 1.',
      'line 20: "So there is nothing to show" was not sent: an answer before it does not have what it needs.',
    ]);
  });

  it('keeps cookies between requests, as editors do, until it is told not to', async () => {
    const till = `
const http = require('node:http');
const COOKIES = { '/in': 'who=mara; Path=/; Max-Age=60', '/till/open': 'till=3', '/out': 'who=; Path=/; Max-Age=0' };
http.createServer((request, response) => {
  const cookie = COOKIES[request.url];
  response.writeHead(200, cookie ? { 'set-cookie': cookie } : {});
  response.end(request.headers.cookie ?? 'none');
}).listen(3000);
`;
    const asks = (path: string, cookies: string, ...above: string[]) =>
      `###\n${above.map((line) => `${line}\n`).join('')}GET ${path}\n\n?? body == ${cookies}\n\n`;
    const scenario = [
      asks('/in', 'none'),
      asks('/', 'who=mara', '# @loop for 2'),
      asks('/till/open', 'who=mara'),
      asks('/till/3?of=today', 'who=mara; till=3', '# @parallel 2'),
      asks('/tilly', 'who=mara'),
      asks('/', 'none', '# @no-cookie-jar'),
      '###\nGET /\ncookie: who=jonas\n\n?? body == who=jonas\n\n',
      asks('/out', 'who=mara'),
      asks('/', 'none'),
      asks('/in', 'none', '# @no-cookie-jar'),
      asks('/', 'none'),
    ].join('');
    const { notes, divergences } = await simulatedProject({ 'server.js': till }, scenario, { instances: 2 });
    expect(notes).toEqual([]);
    expect(divergences).toEqual([]);
  });

  it('names a store that an instance makes with its first request, where each request meets a new one', async () => {
    const office = `
class Lockers {
  constructor() { this.keys = new Map(); }
  static one() { return (Lockers.only ??= new Lockers()); }
}
require('node:http').createServer((request, response) => {
  const { keys } = Lockers.one();
  if (request.method === 'POST') keys.set(request.url, 'mara');
  response.writeHead(keys.has(request.url) ? 200 : 404).end();
}).listen(3000);
`;
    const scenario = '### A key is left\nPOST /7\n\n### It is there\n# @loop for 2\nGET /7\n';
    const { divergences } = await simulatedProject({ 'server.js': office }, scenario, { instances: 1, recycle: 1 });
    expect(divergences.map(({ step, stores }) => [step, stores.map(({ symbol }) => symbol)])).toEqual([
      ['It is there', ['Lockers.keys']],
    ]);
  });

  it('replaces the instances where it deploys', async () => {
    const { divergences } = await played(`${TAKEN}\n### It is kept\n# @deploy\nGET /tickets/1\n\n?? status == 200\n`);
    expect(
      divergences.map(({ step, expectations, stores }) => [step, expectations[0]?.got, stores[0]?.symbol]),
    ).toEqual([['It is kept', '404 × 1', 'tickets']]);
  });

  it('has variables, which who plays it can give', () => {
    const file = '@visitors = 1000\n\n### All come\n# @parallel {{visitors}}\nGET /tickets/1\n';
    expect(parseScenario(file, 'desk.http').steps[0]).toMatchObject({ times: 1000, parallel: true });
    expect(parseScenario(file, 'desk.http', { visitors: '50' }).steps[0]).toMatchObject({ times: 50 });
  });

  it('may take its query over several lines, and leave out what editors need', () => {
    const file =
      '# @title Search\n# @no-log\n// of the desk\nhttps://desk.example/tickets\n  ?holder=Mara\n  &day=monday\naccept: */*\n';
    expect(parseScenario(file, 'desk.http').steps[0]).toMatchObject({
      request: { method: 'GET', target: '/tickets?holder=Mara&day=monday', headers: [['accept', '*/*']] },
    });
  });

  it.each([
    ['# nothing\n', 'desk.http: there is no request in it. A request is a line such as `GET /links`.'],
    [
      '### A\ntickets\n',
      'desk.http:2: "tickets" is no request. Write a method and a path, such as `GET /links`; a comment begins with #.',
    ],
    [
      '### A\nGET /tickets\nvisitor\n',
      'desk.http:3: "visitor" is no header. Write `name: value`; a body begins after an empty line.',
    ],
    [
      '### A\nGET /tickets\n\n?? success\n',
      'desk.http:4: "?? success" is no expectation. Write it like `?? status == 200`, `?? jsonpath $.id exists` or `?? status == 429 for 25`.',
    ],
    [
      '### A\n# @paralel 3\nGET /tickets\n',
      'desk.http:2: `# @paralel` is not known. Did you mean `@parallel`? Known are @name, @deploy, @sleep, @loop, @parallel, @no-cookie-jar.',
    ],
    [
      '### A\n# @parallel many\nGET /tickets\n',
      'desk.http:2: `# @parallel` does not take "many". Write how many: `# @parallel 100`.',
    ],
    ['### A\n# @name a\n', 'desk.http:2: no request follows. Write one below, such as `GET /links`.'],
    [
      '### A\nGET /tickets\n\n> {% client.test() %}\n',
      'desk.http:4: a script has no place here. Say what it checks with `??`, and take values from answers with `{{name.response.body.$.id}}`.',
    ],
    [
      '### A\nPOST /tickets\n\n< ./ticket.json\n',
      'desk.http:4: a body in another file has no place here. Write the body here.',
    ],
    [
      '### A\n# @name taken\nGET /a\n\n### B\nGET /tickets/{{token.response.body.$.id}}\n',
      'desk.http:6: {{token.response.body.$.id}}: no request before this one is named "token". Did you mean `taken`? A request gets its name from a line `# @name token` above it.',
    ],
    [
      '@visitors = 3\n### A\nGET /tickets/{{visitor}}\n',
      'desk.http:3: {{visitor}} is not known. Did you mean `visitors`? A variable is a line `@visitor = value`; an answer is read with `{{name.response.body.$.id}}`.',
    ],
  ])('is refused as %j', (scenario, message) => {
    expect(() => parseScenario(scenario, 'desk.http')).toThrow(new SimulateError(message));
  });
});
