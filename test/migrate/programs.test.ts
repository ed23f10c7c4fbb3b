/** Generated programs: what they are before the migration, and that they are the same after it. */
import { Project, ts } from 'ts-morph';
import { describe, expect, it } from 'vitest';
import { auditInMemory } from '../programs/memory.js';
import { contraryState, slowStates } from './programs/backends.js';
import { atOnce, raced } from './programs/interleave.js';
import { load } from './programs/load.js';
import { describeSeed, tableOf, tallyOf } from './programs/migrations.js';
import { planOf } from './programs/plan.js';
import { racesOf } from './programs/races.js';
import { differenceOf, outcomesOf, stepsOf } from './programs/run.js';
import { filesOf } from './programs/write.js';

/** `npm run test:migrations` sets these; the suite of every day takes the first programs only. */
const EVERY_DAY = 60;
const first = Number(process.env.COLDSTATE_MIGRATIONS_FROM ?? 0);
const count = Number(process.env.COLDSTATE_MIGRATIONS ?? EVERY_DAY);
/** 2: most functions work on both. */
const stores = Number(process.env.COLDSTATE_MIGRATIONS_STORES ?? 1);
const seeds = Array.from({ length: count }, (_, index) => first + index);
const isEveryDay = process.env.COLDSTATE_MIGRATIONS === undefined;
/** Of programs with one store and with two; the suite of every day, which is small, may miss it by a little. */
const LEAST_MIGRATED = [0.9, 0.7] as const;
const EVERY_DAY_OF_TWO = 20;
/** More than these would say nothing new. */
const MOST_SHOWN = 5;
const REQUESTS = 1000;

describe('programs as they are generated', { timeout: 300_000 }, () => {
  const some = seeds.slice(0, EVERY_DAY);

  it('are the same for the same seed', () => {
    expect(filesOf(planOf(7))).toEqual(filesOf(planOf(7)));
    expect(filesOf(planOf(7))).not.toEqual(filesOf(planOf(8)));
  });

  it('compile in strict mode', () => {
    const project = new Project({
      useInMemoryFileSystem: true,
      compilerOptions: {
        ...{ allowJs: true, checkJs: false, strict: true, noEmit: true, skipLibCheck: true },
        ...{ target: ts.ScriptTarget.ES2023, lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'] },
        ...{ module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
        moduleDetection: ts.ModuleDetectionKind.Force,
      },
    });
    for (const seed of some)
      for (const [file, text] of Object.entries(filesOf(planOf(seed))))
        if (/\.[jt]s$/.test(file)) project.createSourceFile(`/seed${seed}/${file}`, text);
    const found = ts.getPreEmitDiagnostics(project.getProgram().compilerObject);
    const said = found.map(({ file, start = 0, messageText }) => {
      const { line = -1 } = file?.getLineAndCharacterOfPosition(start) ?? {};
      return `${file?.fileName ?? ''}:${line + 1} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
    expect(said).toEqual([]);
  });

  it('do the same each time that they run', async () => {
    for (const seed of some.slice(0, 50)) {
      const plan = planOf(seed);
      const program = load(filesOf(plan));
      const steps = stepsOf(plan);
      const [once, again] = [await outcomesOf(program, steps), await outcomesOf(program, steps)];
      expect(differenceOf(once, again), `seed ${seed}`).toBeUndefined();
    }
  });

  it('hold a store that the audit reports', async () => {
    const missed: number[] = [];
    let unsafe = 0;
    for (const seed of some) {
      const { report } = await auditInMemory(filesOf(planOf(seed)));
      if (report.findings.length !== 1) missed.push(seed);
      if (report.findings.some(({ verdict }) => verdict === 'unsafe')) unsafe++;
    }
    expect(missed.length / some.length, `seeds ${missed.join(', ')}`).toBeLessThanOrEqual(0.01);
    // A cache is no danger, and migrated all the same.
    expect(unsafe / some.length).toBeGreaterThanOrEqual(0.9);
  });

  it('keep what the races are about, in one process', async () => {
    for (const seed of [0, 1, 2, 3, 4, 5])
      for (const race of racesOf(seed, 100)) {
        const { answers, after } = await atOnce(race.files, race);
        expect(race.wrong(answers, after), `seed ${seed}, ${race.name}`).toBeUndefined();
      }
  });
});

describe('what is compared', () => {
  const handler = (body: string) => ({
    'src/handler.js': `const { sharedMap } = require('@coldstate/adapters/redis');\nconst hits = sharedMap('hits');\nexports.handler = async ({ op, key }) => {\n${body}\n};\n`,
  });
  const [counting] = racesOf(0, 50).filter(({ name }) => name === 'counting');

  it('tells an update that was lost from one that was not', async () => {
    if (counting === undefined) throw new Error('no race counts');
    const lost = handler(
      'if (op === "ask") await hits.set(key, ((await hits.get(key)) ?? 0) + 1);\nreturn hits.get(key);',
    );
    const kept = handler('return op === "ask" ? hits.increment(key) : hits.get(key);');
    for (const [files, isWrong] of [
      [lost, true],
      [kept, false],
    ] as const) {
      const { answers, after } = await atOnce(files, counting, slowStates(4, 1).states);
      expect(counting.wrong(answers, after) !== undefined).toBe(isWrong);
    }
  });

  it('tells an effect that is repeated with a transaction from one that follows it', async () => {
    const steps = [{ event: { op: 'ask', key: 'ann', amount: 0, label: '' }, after: 0 }];
    const inside = handler('return hits.transact(key, (cell) => { console.log(key); cell.set(1); });');
    const after = handler('await hits.transact(key, (cell) => { cell.set(1); });\nconsole.log(key);');
    const effectsOf = async (files: Record<string, string>) =>
      (await outcomesOf(load(files), steps, contraryState())).map(({ effects }) => effects.length);
    expect(await effectsOf(inside)).toEqual([2]);
    expect(await effectsOf(after)).toEqual([1]);
  });
});

describe('migrated programs', () => {
  it.each(isEveryDay ? [1, 2] : [stores])(
    'do what they did, one request after the other, with %i stores',
    { timeout: 3_600_000 },
    async (stores) => {
      const some = isEveryDay && stores === 2 ? seeds.slice(0, EVERY_DAY_OF_TWO) : seeds;
      const tally = await tallyOf(some.map((seed) => planOf(seed, stores)));
      process.stdout.write(`${tableOf(tally)}\n`);
      const causes = [...tally.different.values()].slice(0, MOST_SHOWN);
      const shown: string[] = [];
      for (const [seed = 0] of causes) shown.push(await describeSeed(seed, stores));
      // One program alone is asked about: also why it is refused.
      if (count === 1 && tally.refused.size > 0) shown.push(await describeSeed(first, stores));
      expect(shown.join('\n\n')).toBe('');
      const least = LEAST_MIGRATED[stores - 1] ?? 0;
      if (count > 1) expect(tally.migrated / tally.programs).toBeGreaterThanOrEqual(isEveryDay ? least - 0.05 : least);
    },
  );

  it('keep each step whole, however many requests come at once', { timeout: 600_000 }, async () => {
    for (const seed of [0, 1, 2, 3]) {
      const races = racesOf(seed, REQUESTS);
      const verdicts = await raced(races, seed);
      for (const [index, verdict] of verdicts.entries()) {
        const { name = '', mayBeRefused = false } = races[index] ?? {};
        const says = verdict.is === 'wrong' ? verdict.says : verdict.is === 'refused' ? verdict.codes.join(' ') : '';
        // What the audit holds to be one request's own has no shared form, and says so.
        const isOnesOwn = verdict.is === 'refused' && verdict.codes.join() === 'NO_ADAPTER';
        if (isOnesOwn || (verdict.is === 'refused' && mayBeRefused)) continue;
        expect.soft(`${verdict.is} ${says}`.trim(), `seed ${seed}, ${name}`).toBe('right');
      }
    }
  });
});
