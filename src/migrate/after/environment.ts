/** What has to be set where the code runs, as lines for `.env.example`: what is there already is not said twice. */
import type { Destination } from '../types.js';

export interface Variable {
  readonly name: string;
  readonly example: string;
  readonly why: string;
}

const URLS: Readonly<Record<Destination, Omit<Variable, 'name'>>> = {
  redis: {
    example: 'redis://localhost:6379',
    why: 'Where shared state is kept: redis://…, rediss://… (TLS), ?cluster=1 for a cluster',
  },
  dynamodb: {
    example: 'dynamodb://coldstate?region=eu-west-1',
    why: 'Where shared state is kept: dynamodb://TABLE?region=…',
  },
};

export function variablesFor(to: Destination): Variable[] {
  return [
    { name: 'COLDSTATE_URL', ...URLS[to] },
    {
      name: 'COLDSTATE_NAMESPACE',
      example: 'app',
      why: 'Keeps applications, stages and previews apart in one backend; previews need one of their own',
    },
  ];
}

/** Undefined where nothing is missing. */
export function withVariables(text: string | undefined, variables: readonly Variable[]): string | undefined {
  const there = text ?? '';
  const end = there.includes('\r\n') ? '\r\n' : '\n';
  const missing = variables.filter(
    ({ name }) => !new RegExp(`^[\\t ]*#?[\\t ]*(?:export[\\t ]+)?${name}[\\t ]*=`, 'm').test(there),
  );
  if (missing.length === 0) return undefined;
  const lines = missing.flatMap(({ name, example, why }) => [`# ${why}`, `${name}=${example}`]);
  const head = there === '' ? '' : `${there}${there.endsWith('\n') ? '' : end}${end}`;
  return head + lines.map((line) => line + end).join('');
}
