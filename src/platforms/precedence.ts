/**
 * What holds when several platforms are recognised in one package. Most live side by side (a Vite application beside `api/`); these do not.
 * `dropped`: the lower one is not there at all. `hosted`: the lower one's routes run inside the higher one's units. `narrowed`: the lower one
 * keeps what its configuration names.
 */
import type { PlatformKind } from '../model/project.js';

export interface Precedence {
  over: string;
  under: string;
  then: 'dropped' | 'hosted' | 'narrowed';
  because: string;
}

/** Names of platforms, or `kind:` and a kind that stands for all of them. The first row that fits a pair decides. */
export const PRECEDENCE: readonly Precedence[] = [
  {
    over: 'nextjs',
    under: 'vercel',
    then: 'narrowed',
    because: '`api/` of a Next.js project is its own code; only what `builds` names is a function beside it',
  },
  {
    over: 'supabase',
    under: 'deno-deploy',
    then: 'dropped',
    because: '`Deno.serve` under `supabase/functions` is Supabase’s',
  },
  {
    over: 'cloud-run',
    under: 'container',
    then: 'dropped',
    because: 'a Dockerfile that Cloud Run deploys is Cloud Run',
  },
  {
    over: 'kind:functions',
    under: 'container',
    then: 'dropped',
    because: 'a Dockerfile beside functions does not make a project a server',
  },
  {
    over: 'kind:framework',
    under: 'container',
    then: 'dropped',
    because: 'pages and routes of a framework are written to be deployed as functions, here or elsewhere',
  },
  {
    over: 'kind:functions',
    under: 'kind:server',
    then: 'hosted',
    because: 'an application that a function’s handler wraps is part of that function',
  },
  {
    over: 'kind:host',
    under: 'kind:server',
    then: 'hosted',
    because: 'the host says how many instances of the server there are, and how long each lives',
  },
  {
    over: 'container',
    under: 'kind:server',
    then: 'hosted',
    because: 'the server runs for months: its state is counted, not listed',
  },
];

interface Ranked {
  name: string;
  kind: PlatformKind;
}

const fits = (written: string, { name, kind }: Ranked): boolean =>
  written.startsWith('kind:') ? written === `kind:${kind}` : written === name;

/** The platforms of one package without those that another one stands for. */
export function withoutOutranked<Platform extends Ranked>(found: readonly Platform[]): Platform[] {
  const isDropped = (one: Platform): boolean =>
    PRECEDENCE.some(
      ({ over, under, then }) => then === 'dropped' && fits(under, one) && found.some((other) => fits(over, other)),
    );
  return found.filter((one) => !isDropped(one));
}
