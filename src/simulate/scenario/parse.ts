/**
 * `.http` files → scenarios. The format is that of REST Client and httpYac, as far as a scenario needs it; whatever would be
 * misunderstood is refused with its line. Their own parser comes with thirty-one packages (gRPC, MQTT, Kafka …) and runs scripts.
 */
import { nearest } from '../../model/nearest.js';
import { SimulateError } from '../errors.js';
import { expectationIn } from './expectation.js';
import { captureIn, holesIn, MADE_UP_NAMES } from './fill.js';
import type { Expectation, Scenario, Step, Template, Variables } from './scenario.js';

interface Line {
  readonly text: string;
  readonly number: number;
}

const VARIABLE = /^@(?<name>[A-Za-z_]\w*)\s*=\s*(?<value>\S.*)?$/;
const COMMENT = /^\s*(?:#|\/\/)/;
const META = /^\s*(?:#|\/\/)\s*@(?<name>[\w-]+)(?:\s+(?<value>\S.*))?$/;

/** `given` wins over what the file says. */
export function parseScenario(text: string, file: string, given: Variables = {}): Scenario {
  const lines = text.split(/\r?\n/).map((line, at): Line => ({ text: line.trimEnd(), number: at + 1 }));
  const variables = { ...variablesIn(lines), ...given };
  const filledLines = lines.map(({ text: line, number }) => ({ number, text: withVariables(line, variables) }));
  const steps = blocksOf(filledLines).flatMap((block) => stepIn(block, file) ?? []);
  if (steps.length === 0)
    throw new SimulateError(`${file}: there is no request in it. A request is a line such as \`GET /links\`.`);
  checkHoles(steps, file, Object.keys(variables));
  return { file, steps };
}

function variablesIn(lines: readonly Line[]): Variables {
  return Object.fromEntries(
    lines.flatMap(({ text }) => {
      const { name, value } = VARIABLE.exec(text)?.groups ?? {};
      return name === undefined ? [] : [[name, value ?? '']];
    }),
  );
}

/** A variable may be made of others. */
function withVariables(text: string, variables: Variables, depth = 0): string {
  const next = text.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) =>
    Object.hasOwn(variables, name) ? (variables[name] ?? whole) : whole,
  );
  return next === text || depth > 8 ? next : withVariables(next, variables, depth + 1);
}

/** What stands between the lines that begin with `###`. */
function blocksOf(lines: readonly Line[]): Line[][] {
  const blocks: Line[][] = [[]];
  for (const line of lines) {
    if (line.text.startsWith('###')) blocks.push([]);
    blocks.at(-1)?.push(line);
  }
  return blocks;
}

interface Directives {
  readonly name?: string;
  readonly deploy: boolean;
  readonly sleepMs: number;
  readonly times: number;
  readonly parallel: boolean;
  readonly cookies: boolean;
}

const PLAIN: Directives = { deploy: false, sleepMs: 0, times: 1, parallel: false, cookies: true };

/** Undefined for a value that does not fit. */
const DIRECTIVES: Readonly<Record<string, (value: string) => Partial<Directives> | undefined>> = {
  name: (value) => (/^[A-Za-z_]\w*$/.test(value) ? { name: value } : undefined),
  deploy: (value) => (value === '' ? { deploy: true } : undefined),
  sleep: (value) => counted(value, (sleepMs) => ({ sleepMs })),
  loop: (value) => counted(value.replace(/^for /, ''), (times) => ({ times })),
  parallel: (value) => counted(value, (times) => ({ times, parallel: true })),
  'no-cookie-jar': (value) => (value === '' ? { cookies: false } : undefined),
};

/** Of the editors that read these files, and without a meaning here. */
const IGNORED: ReadonlySet<string> = new Set(['title', 'description', 'no-log', 'no-redirect', 'note']);

function counted(value: string, then: (count: number) => Partial<Directives>): Partial<Directives> | undefined {
  return /^[1-9]\d*$/.test(value) ? then(Number(value)) : undefined;
}

function directivesIn(lines: readonly Line[], file: string): Directives {
  return lines.reduce<Directives>((sum, { text, number }) => {
    const { name = '', value = '' } = META.exec(text)?.groups ?? {};
    if (name === '' || IGNORED.has(name)) return sum;
    const known = Object.hasOwn(DIRECTIVES, name) ? DIRECTIVES[name] : undefined;
    const meant = known?.(value);
    if (meant !== undefined) return { ...sum, ...meant };
    const names = Object.keys(DIRECTIVES);
    const advice =
      known === undefined
        ? `is not known. ${suggestion(nearest(name, names), '@')}Known are ${names.map((each) => `@${each}`).join(', ')}.`
        : `does not take "${value}". ${USES[name] ?? ''}`;
    throw new SimulateError(`${file}:${number}: \`# @${name}\` ${advice}`);
  }, PLAIN);
}

const USES: Readonly<Record<string, string>> = {
  name: 'Write a name of letters and digits: `# @name login`.',
  deploy: 'It stands alone.',
  sleep: 'Write milliseconds: `# @sleep 1500`.',
  loop: 'Write how often: `# @loop for 6`.',
  parallel: 'Write how many: `# @parallel 100`.',
  'no-cookie-jar': 'It stands alone.',
};

const suggestion = (right: string | undefined, sign = ''): string =>
  right === undefined ? '' : `Did you mean \`${sign}${right}\`? `;

function stepIn(block: readonly Line[], file: string): Step | undefined {
  const [heading] = block;
  const title = heading?.text.startsWith('###') ? heading.text.replace(/^#+\s*/, '') : '';
  const at = block.findIndex(({ text }) => text !== '' && !COMMENT.test(text) && !VARIABLE.test(text));
  const first = block[at];
  if (first === undefined) {
    const lost = block.find(({ text }) => META.test(text));
    if (lost === undefined) return undefined;
    throw new SimulateError(`${file}:${lost.number}: no request follows. Write one below, such as \`GET /links\`.`);
  }
  const { method, target, end } = requestLineIn(block, at, file);
  const { rest, expectations } = withoutExpectations(block.slice(end), file);
  const blank = rest.findIndex(({ text }) => text === '');
  const headers = (blank < 0 ? rest : rest.slice(0, blank)).flatMap((line) => headerIn(line, file));
  const body = (blank < 0 ? [] : rest.slice(blank))
    .map(({ text }) => text)
    .join('\n')
    .trim();
  const request: Template = { method, target, headers, ...(body === '' ? {} : { body }) };
  refuseScripts(block, file);
  return {
    title: title === '' ? `${method} ${target}` : title,
    line: first.number,
    ...directivesIn(block.slice(0, at), file),
    request,
    expectations,
  };
}

const METHODS = 'GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS';
const REQUEST_LINE = new RegExp(
  `^(?:(?<method>${METHODS})\\s+)?(?<target>(?:https?://|/|\\{\\{)\\S*)(?:\\s+HTTP/[\\d.]+)?$`,
);

/** The origin of a target says where it runs otherwise; a query may go on in the next lines. */
function requestLineIn(block: readonly Line[], at: number, file: string) {
  const { text = '', number = 0 } = block[at] ?? {};
  const found = REQUEST_LINE.exec(text)?.groups;
  if (found === undefined)
    throw new SimulateError(
      `${file}:${number}: "${text}" is no request. Write a method and a path, such as \`GET /links\`; a comment begins with #.`,
    );
  const more = block.slice(at + 1);
  const isQuery = ({ text: line }: Line): boolean => /^\s+[?&]/.test(line);
  const ends = more.findIndex((line) => !isQuery(line));
  const query = more.slice(0, ends < 0 ? more.length : ends).map(({ text: line }) => line.trim());
  const target = (found.target ?? '').replace(/^https?:\/\/[^/?]*/, '') + query.join('');
  return {
    method: found.method ?? 'GET',
    target: target.startsWith('/') ? target : `/${target}`,
    end: at + 1 + query.length,
  };
}

function withoutExpectations(lines: readonly Line[], file: string): { rest: Line[]; expectations: Expectation[] } {
  const rest = lines.filter(({ text }) => !text.startsWith('??') && !COMMENT.test(text));
  const expectations = lines
    .filter(({ text }) => text.startsWith('??'))
    .map(({ text, number }) => {
      const expectation = expectationIn(text.slice(2).trim(), number);
      if (expectation !== undefined) return expectation;
      throw new SimulateError(
        `${file}:${number}: "${text}" is no expectation. Write it like \`?? status == 200\`, \`?? jsonpath $.id exists\` or \`?? status == 429 for 25\`.`,
      );
    });
  return { rest, expectations };
}

function headerIn({ text, number }: Line, file: string): [string, string][] {
  const [, name, value = ''] = /^([\w-]+):\s*(\S.*)?$/.exec(text) ?? [];
  if (name !== undefined) return [[name.toLowerCase(), value]];
  throw new SimulateError(
    `${file}:${number}: "${text}" is no header. Write \`name: value\`; a body begins after an empty line.`,
  );
}

/** What editors run or read beside the file. */
const SCRIPTS: readonly (readonly [form: RegExp, what: string, instead: string])[] = [
  [
    /^>\s*\{%|^<\s*\{%/,
    'a script',
    'Say what it checks with `??`, and take values from answers with `{{name.response.body.$.id}}`.',
  ],
  [/^\{\{\s*$/, 'a script', 'Take values from answers with `{{name.response.body.$.id}}`.'],
  [/^<\s+\S/, 'a body in another file', 'Write the body here.'],
  [/^>>?!?\s+\S/, 'a redirection of the answer', 'Leave it out: `--format json` has the answers.'],
];

function refuseScripts(block: readonly Line[], file: string): void {
  for (const { text, number } of block) {
    const found = SCRIPTS.find(([form]) => form.test(text));
    if (found) throw new SimulateError(`${file}:${number}: ${found[1]} has no place here. ${found[2]}`);
  }
}

/** A misspelt name would only show as a request that is never sent. */
function checkHoles(steps: readonly Step[], file: string, variables: readonly string[]): void {
  const named: string[] = [];
  for (const step of steps) {
    for (const { inside, whole } of holesIn(step)) {
      const word = inside.split(/\s+/)[0] ?? '';
      const name = captureIn(inside)?.name;
      if (MADE_UP_NAMES.includes(word) || (name !== undefined && named.includes(name))) continue;
      const place = `${file}:${step.line}: ${whole}`;
      if (name !== undefined)
        throw new SimulateError(
          `${place}: no request before this one is named "${name}". ${suggestion(nearest(name, named))}A request gets its name from a line \`# @name ${name}\` above it.`,
        );
      const known = word.startsWith('$') ? MADE_UP_NAMES : variables;
      throw new SimulateError(
        `${place} is not known. ${suggestion(nearest(word, known))}A variable is a line \`@${word.replace(/^\$/, '')} = value\`; an answer is read with \`{{name.response.body.$.id}}\`.`,
      );
    }
    if (step.name !== undefined) named.push(step.name);
  }
}
