/** Scenarios as plain data, read from `.http` files. The format is told in `fixtures/README.md`. */
export interface Scenario {
  readonly file: string;
  readonly steps: readonly Step[];
}

/** One request, or the same one several times, and what has to come back. Texts may hold `{{names}}` of what was captured before. */
export interface Step {
  readonly name: string;
  readonly line: number;
  /** Before the request: every instance is replaced by a new one. */
  readonly restart: boolean;
  readonly waitMs: number;
  readonly times: number;
  readonly concurrently: boolean;
  readonly request: Request;
  readonly expectations: readonly Expectation[];
  readonly captures: readonly Capture[];
}

export interface Request {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
}

export type Expectation = { readonly text: string } & (
  | { readonly kind: 'status'; readonly status: number; readonly count?: Count }
  | { readonly kind: 'value'; readonly path: string; readonly value: string }
  | { readonly kind: 'presence'; readonly path: string }
  | { readonly kind: 'distinct'; readonly path: string }
);

/** Of the answers to a repeated request, how many; without it, all of them. */
export interface Count {
  readonly times: number;
  readonly atMost: boolean;
}

export interface Capture {
  readonly name: string;
  readonly path: string;
}

export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
}

interface Directives {
  restart: boolean;
  waitMs: number;
  times: number;
  concurrently: boolean;
  expectations: Expectation[];
  captures: Capture[];
}

/** Undefined where the directive is not of this form. */
type Directive = (text: string) => ((directives: Directives) => void) | undefined;

const PATH = String.raw`(?<path>body|(?:body|header|cookie)\..+?)`;

const DIRECTIVES: readonly Directive[] = [
  directive(/^restart$/, () => (to) => {
    to.restart = true;
  }),
  directive(/^wait (?<ms>\d+) ms$/, ({ ms }) => (to) => {
    to.waitMs = Number(ms);
  }),
  directive(/^repeat (?<times>[1-9]\d*)(?<concurrently> concurrently)?$/, ({ times, concurrently }) => (to) => {
    to.times = Number(times);
    to.concurrently = concurrently !== undefined;
  }),
  directive(
    /^expect (?<status>[1-5]\d\d)(?: for (?<atMost>at most )?(?<times>\d+))?$/,
    ({ status, atMost, times }, text) =>
      expecting({
        kind: 'status',
        text,
        status: Number(status),
        ...(times === undefined ? {} : { count: { times: Number(times), atMost: atMost !== undefined } }),
      }),
  ),
  directive(new RegExp(`^expect ${PATH} exists$`), ({ path = '' }, text) =>
    expecting({ kind: 'presence', text, path }),
  ),
  directive(new RegExp(`^expect ${PATH} is distinct$`), ({ path = '' }, text) =>
    expecting({ kind: 'distinct', text, path }),
  ),
  directive(new RegExp(`^expect ${PATH} = (?<value>.+)$`), ({ path = '', value = '' }, text) =>
    expecting({ kind: 'value', text, path, value }),
  ),
  directive(new RegExp(String.raw`^capture (?<name>\w+) = ${PATH}$`), ({ name = '', path = '' }) => (to) => {
    to.captures.push({ name, path });
  }),
];

function directive(
  form: RegExp,
  meaning: (parts: Partial<Record<string, string>>, text: string) => (directives: Directives) => void,
): Directive {
  return (text) => {
    const found = form.exec(text);
    return found ? meaning(found.groups ?? {}, text.replace(/^expect /, '')) : undefined;
  };
}

function expecting(expectation: Expectation) {
  return (to: Directives): void => {
    to.expectations.push(expectation);
  };
}

interface Line {
  readonly text: string;
  readonly number: number;
}

/** Variables of the file (`@visitors = 1000`), by name; those that are given win. */
export type Variables = Readonly<Record<string, string>>;

export function parseScenario(text: string, file: string, given: Variables = {}): Scenario {
  const variables = { ...variablesIn(text), ...given };
  const filled = text.replaceAll(/\{\{(\w+)\}\}/g, (whole, name: string) => variables[name] ?? whole);
  const lines = filled.split(/\r?\n/).map((line, at): Line => ({ text: line.trimEnd(), number: at + 1 }));
  const starts = lines.flatMap(({ text: line }, at) => (line.startsWith('### ') ? [at] : []));
  if (starts.length === 0) throw new ScenarioError(`${file}: no step was found. A step begins with a line "### name".`);
  const steps = starts.map((start, n) => stepIn(lines.slice(start, starts[n + 1]), file));
  return { file, steps };
}

function variablesIn(text: string): Variables {
  const preamble = text.split(/^### /m)[0] ?? '';
  const found = preamble.matchAll(/^@(?<name>\w+) *= *(?<value>.*\S)/gm);
  return Object.fromEntries([...found].map(({ groups }) => [groups?.name ?? '', groups?.value ?? '']));
}

function stepIn([title, ...rest]: readonly Line[], file: string): Step {
  const lines = rest.filter(({ text }) => !text.startsWith('# '));
  const place = `${file}:${title?.number ?? 0}`;
  const first = lines.findIndex(({ text }) => text !== '');
  const [, method, target] = /^([A-Z]+) (\S+)$/.exec(lines[first]?.text ?? '') ?? [];
  if (method === undefined || target === undefined) {
    throw new ScenarioError(`${place}: after the name of a step comes a line "METHOD /path".`);
  }

  const rules = lines.slice(first + 1);
  const directivesAt = rules.findIndex(({ text }) => text.startsWith('> '));
  const message = directivesAt < 0 ? rules : rules.slice(0, directivesAt);
  const blank = message.findIndex(({ text }) => text === '');
  const headers = (blank < 0 ? message : message.slice(0, blank)).map((line) => headerIn(line, file));
  const body = (blank < 0 ? [] : message.slice(blank))
    .map(({ text }) => text)
    .join('\n')
    .trim();
  const directives = directivesIn(directivesAt < 0 ? [] : rules.slice(directivesAt), file);
  if (directives.expectations.length === 0)
    throw new ScenarioError(`${place}: the step expects nothing. Add a line "> expect 200".`);
  return {
    name: title?.text.slice('### '.length).trim() ?? '',
    line: title?.number ?? 0,
    ...directives,
    request: { method, target, headers, ...(body === '' ? {} : { body }) },
  };
}

function headerIn({ text, number }: Line, file: string): readonly [string, string] {
  const [, name, value] = /^([\w-]+): *(.*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new ScenarioError(`${file}:${number}: "${text}" is no header.`);
  return [name.toLowerCase(), value];
}

function directivesIn(lines: readonly Line[], file: string): Directives {
  const directives: Directives = {
    restart: false,
    waitMs: 0,
    times: 1,
    concurrently: false,
    expectations: [],
    captures: [],
  };
  for (const { text, number } of lines.filter((line) => line.text !== '')) {
    const apply = DIRECTIVES.map((one) => one(text.replace(/^> /, ''))).find(Boolean);
    if (!text.startsWith('> ') || apply === undefined) {
      throw new ScenarioError(`${file}:${number}: "${text}" is no directive. They are told in fixtures/README.md.`);
    }
    apply(directives);
  }
  return directives;
}
