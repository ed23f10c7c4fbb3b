/** A real Express application with express-session on the store, as a browser meets it. */
import type { AddressInfo } from 'node:net';
import express from 'express';
import session from 'express-session';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expressStore } from '../src/express-session.js';
import { createState, type SessionStore, type State } from '../src/index.js';

interface Web {
  user?: string;
  visits?: number;
}

declare module 'express-session' {
  interface SessionData {
    user: string;
    visits: number;
  }
}

describe('express-session on the session store', () => {
  let state: State;
  let sessions: SessionStore<Web>;
  let server: ReturnType<ReturnType<typeof application>['listen']>;
  let url: string;
  const waiting: { release?: () => void } = {};

  const application = () => {
    const app = express();
    const store = expressStore(session, sessions);
    app.use(session({ store, secret: 'test', resave: false, saveUninitialized: false, cookie: { maxAge: 60_000 } }));
    app.post('/login/:user', (request, response) => {
      request.session.user = request.params.user;
      request.session.visits = 0;
      response.send('in');
    });
    app.get('/visit', (request, response) => {
      request.session.visits = (request.session.visits ?? 0) + 1;
      response.json({ user: request.session.user ?? null, visits: request.session.visits });
    });
    app.get('/slow', async (request, response) => {
      request.session.visits = 99;
      await new Promise<void>((resolve) => (waiting.release = resolve));
      response.send('done');
    });
    app.post('/logout', (request, response, next) => {
      request.session.destroy((error: unknown) => {
        if (error) next(error);
        else response.send('out');
      });
    });
    app.post('/renew', (request, response, next) => {
      request.session.regenerate((error: unknown) => {
        if (error) next(error);
        else response.send('renewed');
      });
    });
    return app;
  };

  beforeAll(async () => {
    state = createState({ url: 'memory:' });
    sessions = state.sessionStore<Web>('web', { userOf: ({ user }) => user });
    server = application().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.close();
    await state.close();
  });

  const browser = () => {
    let cookie = '';
    return async (method: string, path: string): Promise<string> => {
      const response = await fetch(url + path, { method, headers: { cookie } });
      cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
      return response.text();
    };
  };

  it('keeps a session from request to request', async () => {
    const ann = browser();
    await ann('POST', '/login/ann');
    await ann('GET', '/visit');
    expect(JSON.parse(await ann('GET', '/visit'))).toEqual({ user: 'ann', visits: 2 });
  });

  it('knows the sessions of a user, and logs out everywhere', async () => {
    const [laptop, phone] = [browser(), browser()];
    await laptop('POST', '/login/bob');
    await phone('POST', '/login/bob');
    expect(await sessions.ofUser('bob')).toHaveLength(2);
    expect(await sessions.destroyUser('bob')).toBe(2);
    expect(JSON.parse(await phone('GET', '/visit'))).toEqual({ user: null, visits: 1 });
  });

  it('does not bring a session back that was logged out while a slow request had it', async () => {
    const eve = browser();
    await eve('POST', '/login/eve');
    const slow = eve('GET', '/slow');
    while (waiting.release === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
    await eve('POST', '/logout');
    waiting.release();
    await slow;
    expect(await sessions.ofUser('eve')).toEqual([]);
    expect(JSON.parse(await eve('GET', '/visit'))).toEqual({ user: null, visits: 1 });
  });

  it('gives a new session on regenerate', async () => {
    const joe = browser();
    await joe('POST', '/login/joe');
    await joe('POST', '/renew');
    expect(JSON.parse(await joe('GET', '/visit'))).toEqual({ user: null, visits: 1 });
  });

  it('lets a session live as long as its cookie', async () => {
    const store = expressStore(session, sessions);
    const short = { cookie: { maxAge: 40, originalMaxAge: 40 }, user: 'kim' };
    await new Promise((resolve) => {
      store.set('short', short, resolve);
    });
    expect(await sessions.get('short')).toMatchObject({ user: 'kim' });
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await sessions.get('short')).toBeUndefined();
  });

  it('hands an outage on as an error, never as a missing session', async () => {
    const down = createState({ url: 'redis://127.0.0.1:1' });
    const store = expressStore(session, down.sessionStore<Web>('web'));
    const error = await new Promise((resolve) => {
      store.get('x', resolve);
    });
    expect(error).toMatchObject({ code: 'UNAVAILABLE' });
    await down.close();
  });
});
