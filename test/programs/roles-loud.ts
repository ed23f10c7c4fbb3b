/** What requests depend on: each role is lost, forgotten or wrong as soon as there are two instances or a cold start. */
import { anything, block, text, type Role } from './role.js';

const refused = (status: number): string => `{ error: 'answered with ${status}' }`;

export const LOUD_ROLES: readonly Role[] = [
  {
    name: 'records that are filed and looked up',
    truth: 'loud',
    need: 'keyed',
    ops: (n) => [
      {
        name: n.op('save'),
        params: [text('id'), anything('fields')],
        body: (d) => d.set('id', '{ id, fields, createdAt: Date.now() }'),
      },
      { name: n.op('find'), params: [text('id')], body: (d) => `return ${d.get('id')};` },
    ],
    routes: (n) => [
      {
        verb: 'POST',
        path: '',
        body: (io, call) =>
          `${call(n.op('save'), io.input('id'), io.input('fields'))};\n${io.answer(201, '{ saved: true }')}`,
      },
      {
        verb: 'GET',
        path: '',
        body: (io, call) =>
          `const found = ${call(n.op('find'), io.input('id'))};\nif (!found) ${io.answer(404, refused(404))}\n${io.answer(200, 'found')}`,
      },
    ],
  },
  {
    name: 'sessions',
    truth: 'loud',
    need: 'keyed',
    ops: (n) => [
      {
        name: n.op('login'),
        params: [text('userId')],
        body: (d) =>
          `const token = crypto.randomUUID();\n${d.set('token', '{ userId, expiresAt: Date.now() + 3_600_000 }')}\nreturn token;`,
      },
      {
        name: n.op('sessionOf'),
        params: [text('token')],
        body: (d) =>
          `const session = ${d.get('token')};\nif (!session || session.expiresAt < Date.now()) return undefined;\nreturn session;`,
      },
      { name: n.op('logout'), params: [text('token')], body: (d) => d.delete('token') },
    ],
    routes: (n) => [
      {
        verb: 'POST',
        path: 'login',
        body: (io, call) => `const token = ${call(n.op('login'), io.input('userId'))};\n${io.answer(200, '{ token }')}`,
      },
      {
        verb: 'GET',
        path: 'me',
        body: (io, call) =>
          `const session = ${call(n.op('sessionOf'), io.input('token'))};\nif (!session) ${io.answer(401, refused(401))}\n${io.answer(200, '{ user: session.userId }')}`,
      },
      {
        verb: 'POST',
        path: 'logout',
        body: (io, call) => `${call(n.op('logout'), io.input('token'))};\n${io.answer(200, '{}')}`,
      },
    ],
  },
  {
    name: 'a rate limit',
    truth: 'loud',
    need: 'keyed',
    ops: (n, guard) => [
      {
        name: n.op('isAllowed'),
        params: [text('ip')],
        body: (d) =>
          `${guard.write(d, 'ip', '{ count: 0, resetAt: Date.now() + 60_000 }')}\nif (entry.resetAt < Date.now()) {\n  entry.count = 0;\n  entry.resetAt = Date.now() + 60_000;\n}\nentry.count++;\nreturn entry.count <= 20;`,
      },
    ],
    routes: (n) => [
      {
        verb: 'POST',
        path: '',
        body: (io, call) =>
          `if (!(${call(n.op('isAllowed'), io.input('ip'))})) ${io.answer(429, refused(429))}\n${io.answer(200, '{ ok: true }')}`,
      },
    ],
  },
  {
    name: 'codes that are good once',
    truth: 'loud',
    need: 'keyed',
    ops: (n) => [
      {
        name: n.op('sendCode'),
        params: [text('email')],
        body: (d) =>
          `const code = String(Math.floor(100000 + Math.random() * 900000));\n${d.set('email', '{ otp: code, attempts: 0, expiresAt: Date.now() + 300_000 }')}\nreturn code;`,
      },
      {
        name: n.op('verifyCode'),
        params: [text('email'), text('code')],
        body: (d) =>
          `const issued = ${d.get('email')};\nif (!issued) return false;\nif (issued.otp !== code) {\n  issued.attempts += 1;\n  return false;\n}\n${d.delete('email')}\nreturn true;`,
      },
    ],
    routes: (n) => [
      {
        verb: 'POST',
        path: 'code',
        body: (io, call) => `${call(n.op('sendCode'), io.input('email'))};\n${io.answer(202, '{ sent: true }')}`,
      },
      {
        verb: 'POST',
        path: 'verify',
        body: (io, call) =>
          `const isRight = ${call(n.op('verifyCode'), io.input('email'), io.input('code'))};\nif (!isRight) ${io.answer(401, refused(401))}\n${io.answer(200, '{ verified: true }')}`,
      },
    ],
  },
  {
    name: 'votes per key that are shown',
    truth: 'loud',
    need: 'keyed',
    ops: (n, guard) => [
      {
        name: n.op('vote'),
        params: [text('id')],
        body: (d) => `${guard.write(d, 'id', '{ votes: 0 }')}\nentry.votes += 1;\nreturn entry.votes;`,
      },
      {
        name: n.op('votesOf'),
        params: [text('id')],
        body: (d) => `const entry = ${d.get('id')};\nreturn entry ? entry.votes : 0;`,
      },
    ],
    routes: (n) => [
      {
        verb: 'POST',
        path: 'vote',
        body: (io, call) => `const votes = ${call(n.op('vote'), io.input('id'))};\n${io.answer(200, '{ votes }')}`,
      },
      {
        verb: 'GET',
        path: 'votes',
        body: (io, call) => `const votes = ${call(n.op('votesOf'), io.input('id'))};\n${io.answer(200, '{ votes }')}`,
      },
    ],
  },
  {
    name: 'preferences of users, changed in place',
    truth: 'loud',
    need: 'keyed',
    ops: (n, guard) => [
      {
        name: n.op('prefer'),
        params: [text('userId'), text('theme')],
        body: (d) => `${guard.write(d, 'userId', "{ theme: 'light', language: 'en' }")}\nentry.theme = theme;`,
      },
      { name: n.op('preferencesOf'), params: [text('userId')], body: (d) => `return ${d.get('userId')};` },
    ],
    routes: (n) => [
      {
        verb: 'PUT',
        path: 'theme',
        body: (io, call) => `${call(n.op('prefer'), io.input('userId'), io.input('theme'))};\n${io.answer(200, '{}')}`,
      },
      {
        verb: 'GET',
        path: 'preferences',
        body: (io, call) =>
          `const preferences = ${call(n.op('preferencesOf'), io.input('userId'))};\nif (!preferences) ${io.answer(404, refused(404))}\n${io.answer(200, 'preferences')}`,
      },
    ],
  },
  {
    name: 'a record that the handler changes after it was given it',
    truth: 'loud',
    need: 'keyed',
    entries: [
      ['home', "{ url: 'https://example.org', clicks: 0 }"],
      ['help', "{ url: 'https://example.org/help', clicks: 0 }"],
    ],
    ops: (n) => [{ name: n.op('linkOf'), params: [text('slug')], body: (d) => `return ${d.get('slug')};` }],
    routes: (n) => [
      {
        verb: 'GET',
        path: 'go',
        body: (io, call) =>
          `const link = ${call(n.op('linkOf'), io.input('slug'))};\nif (!link) ${io.answer(404, refused(404))}\nlink.clicks++;\n${io.answer(200, '{ url: link.url, clicks: link.clicks }')}`,
      },
    ],
  },
  {
    name: 'work that one request at a time may do',
    truth: 'loud',
    need: 'set',
    ops: (n) => [
      {
        name: n.op('acquire'),
        params: [text('id')],
        body: (d) => `if (${d.has('id')}) return false;\n${d.add('id')}\nreturn true;`,
      },
      { name: n.op('release'), params: [text('id')], body: (d) => d.delete('id') },
    ],
    routes: (n) => [
      {
        verb: 'POST',
        path: 'pay',
        body: (io, call) =>
          `const id = ${io.input('id')};\nconst isFree = ${call(n.op('acquire'), 'id')};\nif (!isFree) ${io.answer(409, refused(409))}\ntry {\n  await fetch('https://pay.example.org', { method: 'POST', body: id });\n} finally {\n  ${call(n.op('release'), 'id')};\n}\n${io.answer(200, '{ paid: true }')}`,
      },
    ],
  },
  {
    name: 'tokens that were revoked',
    truth: 'loud',
    need: 'set',
    ops: (n) => [
      { name: n.op('revoke'), params: [text('token')], body: (d) => d.add('token') },
      { name: n.op('isRevoked'), params: [text('token')], body: (d) => `return ${d.has('token')};` },
    ],
    routes: (n) => [
      {
        verb: 'POST',
        path: 'revoke',
        body: (io, call) => `${call(n.op('revoke'), io.input('token'))};\n${io.answer(200, '{}')}`,
      },
      {
        verb: 'GET',
        path: 'account',
        body: (io, call) =>
          `const isRevoked = ${call(n.op('isRevoked'), io.input('token'))};\nif (isRevoked) ${io.answer(401, refused(401))}\n${io.answer(200, '{ ok: true }')}`,
      },
    ],
  },
  {
    name: 'a history that is shown',
    truth: 'loud',
    need: 'list',
    ops: (n) => [
      {
        name: n.op('record'),
        params: [anything('event')],
        body: (d) => `${d.add('event')}\nif (${d.get()}.length > 100) ${block(d.delete())}`,
      },
      { name: n.op('recent'), params: [], body: (d) => `return ${d.get()}.slice(-20);` },
    ],
    routes: (n) => [
      {
        verb: 'POST',
        path: 'events',
        body: (io, call) =>
          `const entry = { what: ${io.input('what')}, at: Date.now() };\n${call(n.op('record'), 'entry')};\n${io.answer(201, 'entry')}`,
      },
      {
        verb: 'GET',
        path: 'events',
        body: (io, call) => `const events = ${call(n.op('recent'))};\n${io.answer(200, 'events')}`,
      },
    ],
  },
  {
    name: 'work that waits to be drained',
    truth: 'loud',
    need: 'list',
    ops: (n) => [
      { name: n.op('enqueue'), params: [anything('job')], body: (d) => d.add('job') },
      {
        name: n.op('drain'),
        params: [],
        isAsync: true,
        body: (d) =>
          `let sent = 0;\nwhile (${d.has()}) {\n  const job = ${d.get()}[0];\n  ${d.delete()}\n  await fetch('https://mail.example.org', { method: 'POST', body: JSON.stringify(job) });\n  sent++;\n}\nreturn sent;`,
      },
    ],
    routes: (n) => [
      {
        verb: 'POST',
        path: 'jobs',
        body: (io, call) =>
          `${call(n.op('enqueue'), `{ to: ${io.input('to')} }`)};\n${io.answer(202, '{ queued: true }')}`,
      },
      {
        verb: 'POST',
        path: 'drain',
        body: (io, call) => `const sent = ${call(n.op('drain'))};\n${io.answer(200, '{ sent }')}`,
      },
    ],
  },
  {
    name: 'numbers that are given out',
    truth: 'loud',
    need: 'scalar',
    entries: [['', '1000']],
    ops: (n) => [
      { name: n.op('nextId'), params: [], body: (d) => `${d.set('', `${d.get()} + 1`)}\nreturn 'N-' + ${d.get()};` },
    ],
    routes: (n) => [
      {
        verb: 'POST',
        path: '',
        body: (io, call) =>
          `const id = ${call(n.op('nextId'))};\n${io.answer(201, `{ id, title: ${io.input('title')} }`)}`,
      },
    ],
  },
  {
    name: 'a count that is shown',
    truth: 'loud',
    need: 'scalar',
    entries: [['', '0']],
    ops: (n) => [
      { name: n.op('countVisit'), params: [], body: (d) => `${d.get()}++;\nreturn ${d.get()};` },
      { name: n.op('visits'), params: [], body: (d) => `return ${d.get()};` },
    ],
    routes: (n) => [
      {
        verb: 'POST',
        path: 'visit',
        body: (io, call) => `const visits = ${call(n.op('countVisit'))};\n${io.answer(200, '{ visits }')}`,
      },
      {
        verb: 'GET',
        path: 'visits',
        body: (io, call) => `const visits = ${call(n.op('visits'))};\n${io.answer(200, '{ visits }')}`,
      },
    ],
  },
  {
    name: 'the user of one request, read by the next',
    truth: 'loud',
    need: 'scalar',
    ops: (n) => [
      { name: n.op('rememberUser'), params: [text('user')], body: (d) => d.set('', 'user') },
      { name: n.op('currentUser'), params: [], body: (d) => `return ${d.get()};` },
    ],
    routes: (n) => [
      {
        verb: 'POST',
        path: 'enter',
        body: (io, call) => `${call(n.op('rememberUser'), io.input('user'))};\n${io.answer(200, '{}')}`,
      },
      {
        verb: 'GET',
        path: 'whoami',
        body: (io, call) => `const user = ${call(n.op('currentUser'))};\n${io.answer(200, '{ user }')}`,
      },
    ],
  },
];
