import { it } from 'vitest';
import { appendFileSync } from 'node:fs';
import { describePlan, planOf } from './plan.js';
import { problemsOf } from './check.js';
import { shrunk } from './shrink.js';
import { programOf } from './write.js';
it('x', async () => {
  const from = Number(process.env.FROM ?? 0), count = Number(process.env.COUNT ?? 200);
  const t = Date.now();
  let bad = 0; const kinds: Record<string, number> = {}; const sigs = new Map<string, {n: number, text: string}>();
  for (let seed = from; seed < from + count; seed++) {
    const plan = planOf(seed);
    let problems;
    try { problems = await problemsOf(plan); } catch (e) { console.log(seed, e); throw e; }
    if (!problems.length) continue;
    bad++;
    for (const p of problems) kinds[p.kind] = (kinds[p.kind] ?? 0) + 1;
    if (sigs.size > Number(process.env.MAX ?? 30)) continue;
    const kind = problems[0]!.kind;
    const small = await shrunk(plan, async (one) => (await problemsOf(one)).some((p) => p.kind === kind));
    const sig = kind + ' ' + describePlan(small).replace(/^  \w+ is/gm, '  X is').replace(/\w+, .*\n/, '');
    const known = sigs.get(sig);
    if (known) { known.n++; continue; }
    const files = programOf(small).files;
    sigs.set(sig, { n: 1, text: `### seed ${seed} ${kind}\n${describePlan(small)}\n${(await problemsOf(small)).map((p) => p.says).join('\n')}\n${Object.entries(files).filter(([f]) => !/package.json|health/.test(f)).map(([f, t]) => `--- ${f}\n${t}`).join('')}` });
  }
  const out = [...sigs].map(([s, { n, text }]) => `${n}x\n${text}`).join('\n');
  appendFileSync('/tmp/programs.out', out);
  console.log(`${count} programs, ${bad} bad, ${JSON.stringify(kinds)}, ${Date.now() - t} ms, ${sigs.size} signatures`);
}, 600000);
