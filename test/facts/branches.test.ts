import { describe, expect, it } from 'vitest';
import { read } from './show.js';

describe('branches', () => {
  const branches = (text: string): string[] => read(text).branches;

  it('say what must hold for the code that they govern', () => {
    expect(
      branches(`
        if (attempts > 5) block(); else allow();
        const label = user ? name : guest;
        while (queue.length) next();
        do { next(); } while (more());
        for (let at = 0; at < 3; at++) next();
        for (;;) next();
        for (const job of jobs) next();`),
    ).toEqual([
      'if (attempts > 5) block(); else allow();',
      'ternary (user) name else guest',
      'loop (queue.length) next();',
      'loop (more()) { next(); }',
      'loop (at < 3) next();',
      'loop () next();',
      'loop () next();',
    ]);
  });

  it.each([
    ['cached', 'cached'],
    ['!cached', 'no cached'],
    ['!!cached', 'cached'],
    ['cached == null', 'no cached'],
    ['cached === undefined', 'no cached'],
    ['cached === void 0', 'no cached'],
    ['undefined === cached', 'no cached'],
    ['null !== cached', 'cached'],
    ['!(cached != null)', 'no cached'],
    ["typeof cached === 'undefined'", 'no cached'],
    ["'undefined' !== typeof cached", 'cached'],
    ["typeof cached === 'string'", 'cached typeof === "string"'],
    ['cached.has(key)', 'cached.has(key)'],
    ['!cached?.has(key)', 'no cached.has(key)'],
    ['(cached as Map)!', 'cached'],
    ['count >= 5', 'count >= 5'],
    ['!(count >= 5)', 'count < 5'],
    ['5 < count', 'count > 5'],
    ['count === 0', 'count === 0'],
    ["'id' in cached", 'cached["id"]'],
    ["!('id' in cached)", 'no cached["id"]'],
    ["!!('id' in cached)", 'cached["id"]'],
    ['!(error instanceof Failure)', 'error not instanceof Failure'],
    ['cached && count > 5', 'cached, count > 5'],
    ['!(cached && count > 5)', 'no cached, count <= 5'],
    ['(found = find()).id', 'find().id'],
    ['await find()', 'await find()'],
  ])('if (%s) asks for: %s', (test, atoms) => {
    expect(
      branches(`async () => { if (${test}) act(); }`)
        .at(-1)
        ?.replace(/^: if \(/, ''),
    ).toBe(`${atoms}) act();`);
  });

  it('come from both sides of && and ||, wherever they stand', () => {
    expect(branches(`if (user && sessions.has(user.id)) open(user);`)).toEqual([
      'and (user) sessions.has(user.id)',
      'if (user, sessions.has(user.id)) open(user);',
    ]);
    expect(branches(`const port = !dev || count > 5 || fallback();`)).toEqual([
      'or (dev) count > 5',
      'or (dev, count <= 5) fallback()',
    ]);
    expect(branches(`const store = shared ?? local;`)).toEqual(['nullish (no shared) local']);
  });

  it('give all the values that a chain of && and || may have', () => {
    const { variable } = read(`
      const store = globalThis.store || shared || new Map();
      const first = list.length > 0 && list[0];
      const name = (user && user.name) ?? 'guest';
      const none = !store || other;`);
    expect(variable('store').values).toEqual(['((globalThis.store | shared) | new Map())']);
    expect(variable('first').values).toEqual(['(<>>(list.length, 0) | list[0])']);
    expect(variable('name').values).toEqual(['((user | user.name) | "guest")']);
    expect(variable('none').values).toEqual(['(<!>(store) | other)']);
  });

  it('know when control never leaves them at their end', () => {
    const exiting = (statement: string): boolean | undefined =>
      read(`function f() { for (;;) { if (cached) ${statement} } }`).facts.branches.find(({ kind }) => kind === 'if')
        ?.thenExits;
    for (const statement of [
      'return cached;',
      'throw cached;',
      'break;',
      'continue;',
      '{ log(); return cached; }',
      '{ return cached; function late() {} }',
      '{ if (other) return 1; else return 2; }',
      '{ try { return load(); } catch { return null; } }',
      '{ try { load(); } finally { return null; } }',
    ])
      expect([statement, exiting(statement)]).toEqual([statement, true]);
    for (const statement of [
      'log();',
      '{ if (other) return 1; }',
      '{ if (other) return 1; else log(); }',
      '{ try { return load(); } catch { log(); } }',
      '{ while (other) { break; } }',
      '{ const late = () => { return 1; }; }',
    ])
      expect([statement, exiting(statement)]).toEqual([statement, false]);
  });

  it('of a switch compare its value in each case', () => {
    expect(
      branches(
        `function f() { switch (kind(job)) { case 'mail': send(); break; case Other: log(); default: return 1; } }`,
      ),
    ).toEqual([
      `f: case (kind(job) === "mail") case 'mail': send(); break; [exits]`,
      'f: case (kind(job) === Other) case Other: log();',
      'f: case () default: return 1; [exits]',
    ]);
  });
});
