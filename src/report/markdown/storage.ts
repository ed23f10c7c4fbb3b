/** Where each store should live and why, with the code for these very stores, and what that would cost. */
import type { Shared } from '../../advice/choice.js';
import { monthlyCost, STANDING, total, type Cost } from '../../advice/cost.js';
import { PRICES } from '../../advice/prices.js';
import { advice, backendTitles, type Backend } from '../../advice/roles.js';
import type { Storage } from '../../advice/storage.js';
import { usageOf, type Use } from '../../advice/usage.js';
import { capitalised, compare, counted, groupBy, grouped, listed, sentence, unique } from '../text.js';
import { roleNames } from '../words.js';
import { fenced, inlineCode, languageOf, prose, table } from './escape.js';
import type { Finding } from '../../model/report.js';

export const STORAGE_TITLE = 'Recommended External Storage Solutions';

/** Requests a second that costs are estimated for where nobody says how many there are. */
const DEFAULT_RPS = 10;

const BACKENDS = Object.keys(backendTitles) as Backend[];

export function storageSection(findings: readonly Finding[], storage: Storage, rps = DEFAULT_RPS): string[] {
  const byBackend = groupBy(findings, storage.backendOf);
  const sections = BACKENDS.flatMap((backend) => {
    const stores = byBackend.get(backend) ?? [];
    return stores.length === 0
      ? []
      : [`### ${backendTitles[backend]}`, '', ...storeTable(stores, storage), '', ...snippets(stores, backend)];
  });
  return [
    ...sections,
    ...costSection(
      findings.filter((finding) => storage.choiceOf(finding)),
      rps,
    ),
  ];
}

function storeTable(findings: readonly Finding[], { choiceOf }: Storage): string[] {
  const isChosen = findings.some(choiceOf);
  return table(
    ['Store', 'Role', 'First remedy', 'Why there', ...(isChosen ? ['What speaks for the other'] : [])],
    findings.map((finding) => {
      const { because = [advice[finding.role].why], against = [] } = choiceOf(finding) ?? {};
      return [
        `${inlineCode(finding.symbol)} (${inlineCode(`${finding.file}:${finding.line}`)})`,
        roleNames[finding.role],
        prose(finding.remedies[0]?.title ?? ''),
        prose(sentences(because)),
        ...(isChosen ? [prose(against.length > 0 ? sentences(against) : 'Nothing.')] : []),
      ];
    }),
  );
}

const sentences = (reasons: readonly string[]): string =>
  reasons.map((reason) => sentence(capitalised(reason))).join(' ');

/** Remedies of one code stand together: ten stores of a role do not need ten copies of it. */
function snippets(findings: readonly Finding[], backend: Backend): string[] {
  const coded = findings.flatMap((finding) =>
    finding.remedies
      .filter((remedy) => remedy.kind === 'adapter')
      .flatMap(({ title, code }) =>
        code === undefined ? [] : [{ finding, title, code: importedFrom(code, backend) }],
      ),
  );
  return [...groupBy(coded, ({ code }) => code)].flatMap(([code, uses]) => {
    const [first] = uses;
    if (!first) return [];
    const stores = unique(uses.map(({ finding }) => inlineCode(finding.symbol))).join(', ');
    return [`${stores}: ${prose(sentence(first.title))}`, '', fenced(code, languageOf(first.finding.file)), ''];
  });
}

/** Remedies name the entry of Redis; the calls are those of every backend. */
function importedFrom(code: string, backend: Backend): string {
  return backend === 'database' ? code.replace('@coldstate/adapters/redis', '@coldstate/adapters/dynamodb') : code;
}

/** An estimate, and how it was made: whoever has to pay will ask. */
function costSection(findings: readonly Finding[], rps: number): string[] {
  if (findings.length === 0) return [];
  const rows = findings.map((finding) => ({ finding, usage: usageOf(finding) }));
  const costs = rows.map(({ usage }) => monthlyCost(usage, rps));
  const { dynamodb, elasticache, nat, redisUrl, asOf, region } = PRICES;
  return [
    '### What It Costs',
    '',
    `US dollars a month, if each of these stores is used ${rps === 1 ? 'once' : `${grouped(rps)} times`} a second all month (\`--rps\`), by each function that uses it as often as by any other, with entries of up to 1 KB:`,
    '',
    ...table(
      [
        'Store',
        'Functions that use it',
        'DynamoDB, on demand',
        'ElastiCache Serverless (Valkey)',
        'Redis by URL, paid by command',
      ],
      [
        ...rows.map(({ finding, usage }, index) => [
          inlineCode(finding.symbol),
          useText(usage.uses),
          ...moneyOf(costs[index] ?? STANDING),
        ]),
        ['standing costs', '', ...moneyOf(STANDING)],
        ['**All**', '', ...moneyOf(total(costs))],
      ],
    ),
    '',
    `An update reads and writes; what goes through all entries is counted as one read, and costs more with each page of them. ElastiCache stands in a VPC: its standing costs are its smallest size, and a NAT gateway in one zone, without which functions inside of the VPC reach nothing else. Prices are those of ${region} in ${asOf}; compare them with ${[dynamodb, elasticache, nat, redisUrl].map(({ source }) => `<${source}>`).join(', ')}.`,
    '',
  ];
}

function useText(uses: readonly Use[]): string {
  const counts = [...groupBy(uses, (use) => use)].map(([use, all]) => counted(all.length, use));
  return counts.length === 0 ? 'not known' : counts.join(', ');
}

const moneyOf = ({ dynamodb, elasticache, redisUrl }: Cost): string[] => [dynamodb, elasticache, redisUrl].map(money);

/** Cents only where they say something. */
const money = (dollars: number): string =>
  dollars === 0 ? '0' : dollars < 10 ? dollars.toFixed(2) : grouped(Math.round(dollars));

/** What the variables that remedies mention usually look like. */
const examples: Readonly<Record<string, string>> = {
  REDIS_URL: 'redis://localhost:6379',
  DATABASE_URL: 'postgresql://user:password@localhost:5432/app',
  AWS_REGION: 'us-east-1',
  DYNAMODB_ENDPOINT: 'http://localhost:8000',
  UPSTASH_REDIS_REST_URL: 'https://example.upstash.io',
};

const urls: Readonly<Record<Shared, string>> = {
  redis: 'redis://localhost:6379',
  database: 'dynamodb://TABLE?region=us-east-1',
};

interface Variable {
  name: string;
  example: string;
  stores: string[];
}

/** The variables that the remedies' code reads, each with the stores that need it. */
export function environmentVariables(findings: readonly Finding[], { backendOf }: Storage): Variable[] {
  const chosen = findings.map(backendOf);
  const countOf = (shared: Shared): number => chosen.filter((backend) => backend === shared).length;
  const usual: Shared = countOf('database') > countOf('redis') ? 'database' : 'redis';
  const uses = findings.flatMap((finding, index) =>
    finding.remedies.flatMap(({ code = '' }) => [
      ...[...code.matchAll(/\b(?:process|import\.meta)\.env\.([A-Z][A-Z\d_]*)/g)].map((match) => ({
        ...{ name: match[1] ?? '', example: examples[match[1] ?? ''] ?? '', finding },
      })),
      ...(code.includes('@coldstate/adapters') ? [{ ...urlFor(finding, chosen[index], usual), finding }] : []),
    ]),
  );
  return [...groupBy(uses, ({ name }) => name)]
    .sort(([a], [b]) => compare(a, b))
    .map(([name, users]) => ({
      name,
      example: users[0]?.example ?? '',
      stores: unique(users.map(({ finding }) => finding.symbol)),
    }));
}

/** A role that lives elsewhere than most has a variable of its own. */
function urlFor({ role }: Finding, backend: Backend | undefined, usual: Shared): { name: string; example: string } {
  const own = backend === 'redis' || backend === 'database' ? backend : usual;
  const suffix = own === usual ? '' : `_${role.replaceAll('-', '_').toUpperCase()}`;
  return { name: `COLDSTATE_URL${suffix}`, example: urls[own] };
}

export function environmentSection(findings: readonly Finding[], storage: Storage): string[] {
  const variables = environmentVariables(findings, storage);
  const lines = variables.map(({ name, example, stores }) => `# ${listed(stores, 4)}\n${name}=${example}`);
  return lines.length === 0 ? [] : [fenced(lines.join('\n\n'), 'bash')];
}
