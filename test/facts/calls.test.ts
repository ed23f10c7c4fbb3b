import { describe, expect, it } from 'vitest';
import { read } from './show.js';

describe('calls', () => {
  it('stand with their function, callee and arguments', () => {
    const { calls } = read(`
      const sessions = new Map();
      setInterval(sweep, 60_000);
      function sweep() { sessions.forEach((session, id) => expire(id, session.at)); }
      export const login = async (id) => { await audit.log('login', { id }); return sessions.get(id); };`);
    expect(calls).toEqual([
      'new Map()',
      'setInterval(sweep, 60000) [discarded]',
      ': expire(id, session.at)',
      'sweep: sessions.forEach(function) [discarded]',
      'login: audit.log("login", { id: id }) [awaited]',
      'login: sessions.get(id)',
    ]);
  });

  it('know what becomes of their result', () => {
    const { calls } = read(`
      async function act(user) {
        discarded();
        void discarded();
        const last = (discarded(), used());
        user && discarded();
        user ? discarded() : discarded();
        used() || discarded();
        user?.discarded();
        await awaited();
        await (awaited() ?? awaited());
        await user?.awaited();
        const kept = used();
        return used(used());
      }`);
    for (const call of calls)
      expect(call).toMatch(/used\((used\(\))?\)$|discarded\(\) \[discarded\]$|awaited\(\) \[awaited\]$/);
    expect(calls).toHaveLength(17);
  });

  it('are seen through optional chaining, assertions and parentheses', () => {
    const { calls } = read(`
      cache?.get?.(key)?.value.trim();
      (cache as Cache)!.clear();
      (<Cache>cache).clear();
      (0, cache.clear)();
      new (pick())(key);
      make<string>(key);`);
    expect(calls).toEqual([
      'cache.get(key)',
      'cache.get(key).value.trim() [discarded]',
      'cache.clear() [discarded]',
      'cache.clear() [discarded]',
      'cache.clear() [discarded]',
      'pick()',
      'new pick()(key) [discarded]',
      'make(key) [discarded]',
    ]);
  });

  it('include tagged templates and components', () => {
    const { calls } = read(
      `
      const rows = sql\`select \${columns} from \${table}\`;
      export const Page = ({ user }) => <Layout title="Hi" open {...user} on:click={() => {}}><motion.div /><b>{greet(user)}</b><this.Foot /></Layout>;`,
      'page.jsx',
    );
    expect(calls).toEqual([
      'sql(columns, table)',
      'Page: <motion.div({  })>',
      'Page: greet(user)',
      'Page: <module.this.Foot({  })>',
      'Page: <Layout({ title: "Hi", open: true, ...user, click: function click, children: <motion.div({  })>, children: <module.this.Foot({  })> })>',
    ]);
  });

  it('keep spread arguments as copies, and the elements of a loop as members', () => {
    const { calls, writes } = read(`
      for (const [id, job] of jobs) run(...job.args, id);
      for (last of jobs) run(last);
      for (const id in jobs) run(id);`);
    expect(calls).toEqual(['run(copy(job.args), id) [discarded]', 'run(last) [discarded]', 'run(id) [discarded]']);
    expect(writes).toEqual(['last = jobs.*']);
  });

  it('in decorators of members and parameters are seen as what the class is decorated with', () => {
    const service = read(`
      @Injectable({ scope })
      class Cache {
        @Column(width()) size = 1;
        constructor(@Inject(token()) private store: Store) {}
        @Cron('* * * * *') @Locked sweep(@Body(pipe()) body) {}
      }`);
    const { decorators, methods } = service.class('Cache');
    expect(decorators.map(({ callee, args }) => [callee, ...args].map(service.show))).toEqual([
      ['Injectable', '{ scope: scope }'],
    ]);
    const sweep = methods.find(({ name }) => name === 'sweep');
    expect(sweep?.decorators.map(({ callee, args }) => [callee, ...args].map(service.show))).toEqual([
      ['Cron', '"* * * * *"'],
      ['Locked'],
    ]);
    expect(service.calls).toEqual(['token()', 'width()', 'pipe()']);
  });
});
