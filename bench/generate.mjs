/**
 * Believable serverless code out of a seed: routes of a Next.js application over services, stores, schemas, helpers and components that
 * import each other. The same count gives the same files.
 */

/** Mulberry32, as a function from its seed. */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const NOUNS = ['order', 'invoice', 'customer', 'session', 'link', 'product', 'ticket', 'payment', 'team', 'webhook'];
const FIELDS = ['status', 'owner', 'amount', 'label', 'createdAt', 'region', 'plan', 'source', 'score', 'quantity'];

/** Files of a layer for ten files of the program, with what each may import. */
const LAYERS = [
  { share: 3, write: helper, imports: [] },
  { share: 1, write: schema, imports: [helper] },
  { share: 2, write: service, imports: [helper, schema, service] },
  { share: 2, write: route, imports: [service, schema, helper] },
  { share: 2, write: component, imports: [helper, component] },
];

export function* serverlessProgram(count, seed = 42) {
  const next = random(seed);
  const pick = (list) => list[Math.floor(next() * list.length)];
  const below = (most) => Math.floor(next() * most);
  yield {
    file: 'package.json',
    text: '{"name":"generated","private":true,"dependencies":{"next":"16.0.0","react":"19.0.0","zod":"4.0.0"}}\n',
  };
  yield {
    file: 'tsconfig.json',
    text: '{"compilerOptions":{"paths":{"@/*":["./src/*"]},"jsx":"preserve","strict":true}}\n',
  };
  const written = new Map(LAYERS.map(({ write }) => [write, []]));
  for (let at = 0; at < count; at++) {
    const layer = LAYERS.find(
      (_, index) => at % 10 < LAYERS.slice(0, index + 1).reduce((sum, { share }) => sum + share, 0),
    );
    const noun = `${pick(NOUNS)}${at}`;
    const used = layer.imports.flatMap((kind) => {
      const known = written.get(kind);
      return known.length === 0 ? [] : Array.from({ length: 1 + below(2) }, () => pick(known));
    });
    const module = layer.write({
      noun,
      at,
      used: [...new Map(used.map((one) => [one.name, one])).values()],
      pick,
      below,
    });
    written.get(layer.write).push(module);
    yield module;
  }
}

const capitalised = (word) => word[0].toUpperCase() + word.slice(1);
const importsOf = (used) => used.map(({ name, from }) => `import { ${name} } from '@/${from}';\n`).join('');
const callsOf = (used, argument) =>
  used.map(({ name }, at) => `  const value${at} = await ${name}(${argument});\n`).join('');
const sumOf = (used) => (used.length === 0 ? '0' : used.map((_, at) => `Number(value${at} ?? 0)`).join(' + '));

function helper({ noun, pick, below }) {
  const name = `format${capitalised(noun)}`;
  const field = pick(FIELDS);
  const text = `/** How a ${field} is shown. */
export interface ${capitalised(noun)}Options {
  ${field}?: string;
  digits?: number;
}

const LABELS = { ${FIELDS.slice(0, 4)
    .map((one) => `${one}: '${one} ${below(90)}'`)
    .join(', ')} } as const;
const UNITS = [${Array.from({ length: 6 }, () => below(1000)).join(', ')}];

export function ${name}(input: string, options: ${capitalised(noun)}Options = {}): string {
  const trimmed = input.trim().toLowerCase();
  if (trimmed === '') return LABELS.${FIELDS[below(4)]};
  const parts = trimmed.split('-').map((part, index) => {
    const unit = UNITS[index % UNITS.length] ?? 1;
    return part.length > unit ? part.slice(0, unit) : part;
  });
  const digits = options.digits ?? ${below(6)};
  return parts.filter((part) => part !== '').join(options.${field} ?? '-') + digits.toFixed(digits);
}

export const is${capitalised(noun)} = (value: unknown): value is string => typeof value === 'string' && value.length > ${below(9)};
`;
  return { file: `src/lib/${noun}.ts`, from: `lib/${noun}`, name, text };
}

function schema({ noun, used }) {
  const name = `parse${capitalised(noun)}`;
  const text = `import { z } from 'zod';
${importsOf(used)}
const shape = z.object({ ${FIELDS.slice(0, 6)
    .map((field) => `${field}: z.string().optional()`)
    .join(', ')} });
export type ${capitalised(noun)} = z.infer<typeof shape>;

export async function ${name}(input: string) {
${callsOf(used, 'input')}  const parsed = shape.safeParse({ status: input, amount: String(${sumOf(used)}) });
  if (!parsed.success) throw new Error(\`not a ${noun}: \${parsed.error.message}\`);
  return parsed.data.amount;
}
`;
  return { file: `src/schemas/${noun}.ts`, from: `schemas/${noun}`, name, text };
}

/** One in three keeps something in its module, as people do. */
function service({ noun, used, below }) {
  const name = `load${capitalised(noun)}`;
  const keeps = below(3) === 0;
  const store = keeps ? `\nconst recent = new Map<string, { value: number; at: number }>();\nlet hits = 0;\n` : '';
  const remember = keeps
    ? `  hits += 1;\n  const known = recent.get(id);\n  if (known && Date.now() - known.at < ${1000 + below(60000)}) return known.value;\n`
    : '';
  const keep = keeps ? `  recent.set(id, { value: total, at: Date.now() });\n` : '';
  const text = `${importsOf(used)}${store}
class ${capitalised(noun)}Repository {
  constructor(private readonly table: string) {}

  async find(id: string): Promise<number> {
    const response = await fetch(\`https://data.example.com/\${this.table}/\${id}\`);
    if (!response.ok) throw new Error(\`\${this.table}: \${response.status}\`);
    const body = (await response.json()) as { amount?: number; items?: { price: number }[] };
    return (body.items ?? []).reduce((sum, item) => sum + item.price, body.amount ?? 0);
  }
}

const repository = new ${capitalised(noun)}Repository('${noun}');

export async function ${name}(id: string): Promise<number> {
${remember}${callsOf(used, 'id')}  const total = (await repository.find(id)) + ${sumOf(used)};
${keep}  return total;
}
${keeps ? `\nexport const hitsOf${capitalised(noun)} = (): number => hits;\n` : ''}`;
  return { file: `src/services/${noun}.ts`, from: `services/${noun}`, name, text };
}

function route({ noun, used, below }) {
  const name = `GET`;
  const limit = below(4) === 0;
  const store = limit ? `\nconst windows = new Map<string, { count: number; start: number }>();\n` : '';
  const check = limit
    ? `  const ip = request.headers.get('x-forwarded-for') ?? 'unknown';
  const now = Date.now();
  const window = windows.get(ip);
  if (!window || now - window.start > 60_000) windows.set(ip, { count: 1, start: now });
  else if (++window.count > ${10 + below(90)}) return Response.json({ error: 'too many requests' }, { status: 429 });
`
    : '';
  const text = `${importsOf(used)}${store}
export async function GET(request: Request) {
${check}  const id = new URL(request.url).searchParams.get('id') ?? '';
  if (id === '') return Response.json({ error: 'id is missing' }, { status: 400 });
  try {
${callsOf(used, 'id').replace(/^/gm, '  ').trimEnd()}
    return Response.json({ id, total: ${sumOf(used)} });
  } catch (error) {
    console.error('${noun}', error);
    return Response.json({ error: 'not found' }, { status: 404 });
  }
}

export async function POST(request: Request) {
  const body = (await request.json()) as { id?: string };
  return Response.json({ id: body.id ?? null }, { status: body.id ? 201 : 400 });
}
`;
  return { file: `src/app/api/${noun}/route.ts`, from: `app/api/${noun}/route`, name, text };
}

function component({ noun, used, pick }) {
  const name = `${capitalised(noun)}Card`;
  const helpers = used.filter((one) => one.name.startsWith('format'));
  const parts = used.filter((one) => one.name.endsWith('Card'));
  const text = `'use client';
import { useEffect, useState } from 'react';
${importsOf(used)}
export function ${name}({ id }: { id: string }) {
  const [${pick(FIELDS)}, setValue] = useState<string>('');
  useEffect(() => {
    void fetch(\`/api/${noun}?id=\${id}\`).then(async (response) => {
      setValue(await response.text());
    });
  }, [id]);
  return (
    <section className="card" onClick={() => setValue('')}>
      <h2>${noun}</h2>
      <p>{${helpers.length > 0 ? `${helpers[0].name}(id)` : 'id'}}</p>
${parts.map((one) => `      <${one.name} id={id} />\n`).join('')}    </section>
  );
}
`;
  return { file: `src/components/${noun}.tsx`, from: `components/${noun}`, name, text };
}
