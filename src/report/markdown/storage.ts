/** Where each store should live, with the code for these very stores. */
import { compare, groupBy, listed, sentence, unique } from '../text.js';
import { roleNames } from '../words.js';
import { advice, backendTitles, type Backend } from './advice.js';
import { fenced, inlineCode, languageOf, prose, table } from './escape.js';
import type { Finding, Remedy } from '../../model/report.js';

export const STORAGE_TITLE = 'Recommended External Storage Solutions';

const BACKENDS = Object.keys(backendTitles) as Backend[];

/** Where a remedy leads, for the kinds that say so themselves. */
const backendOfRemedy: Partial<Record<Remedy['kind'], Backend>> = {
  platform: 'platform',
  stateless: 'none',
  remove: 'none',
};

const products: readonly { named: RegExp; backend: Backend }[] = [
  { named: /\b(?:redis|upstash|valkey)/i, backend: 'redis' },
  { named: /\b(?:dynamo|firestore|postgres|mysql|mongo)/i, backend: 'database' },
];

/** The first remedy decides; where it names no product, or several, the role does. */
export function backendOf(finding: Finding): Backend {
  const [remedy] = finding.remedies;
  const byRole = advice[finding.role].backend;
  if (!remedy) return byRole;
  const named = products.filter((product) => product.named.test(remedy.title));
  return backendOfRemedy[remedy.kind] ?? (named.length === 1 ? named[0]?.backend : undefined) ?? byRole;
}

export function storageSection(findings: readonly Finding[]): string[] {
  const byBackend = groupBy(findings, backendOf);
  return BACKENDS.flatMap((backend) => {
    const stores = byBackend.get(backend) ?? [];
    return stores.length === 0
      ? []
      : [`### ${backendTitles[backend]}`, '', ...storeTable(stores), '', ...snippets(stores)];
  });
}

function storeTable(findings: readonly Finding[]): string[] {
  return table(
    ['Store', 'Role', 'First remedy', 'Why there'],
    findings.map((finding) => [
      `${inlineCode(finding.symbol)} (${inlineCode(`${finding.file}:${finding.line}`)})`,
      roleNames[finding.role],
      prose(finding.remedies[0]?.title ?? ''),
      prose(advice[finding.role].why),
    ]),
  );
}

/** Remedies of one code stand together: ten stores of a role do not need ten copies of it. */
function snippets(findings: readonly Finding[]): string[] {
  const coded = findings.flatMap((finding) =>
    finding.remedies
      .filter((remedy) => remedy.kind === 'adapter')
      .flatMap(({ title, code }) => (code === undefined ? [] : [{ finding, title, code }])),
  );
  return [...groupBy(coded, ({ code }) => code)].flatMap(([code, uses]) => {
    const [first] = uses;
    if (!first) return [];
    const stores = unique(uses.map(({ finding }) => inlineCode(finding.symbol))).join(', ');
    return [`${stores}: ${prose(sentence(first.title))}`, '', fenced(code, languageOf(first.finding.file)), ''];
  });
}

/** What the variables that remedies mention usually look like. */
const examples: Readonly<Record<string, string>> = {
  COLDSTATE_URL: 'redis://localhost:6379',
  REDIS_URL: 'redis://localhost:6379',
  DATABASE_URL: 'postgresql://user:password@localhost:5432/app',
  AWS_REGION: 'us-east-1',
  DYNAMODB_ENDPOINT: 'http://localhost:8000',
  UPSTASH_REDIS_REST_URL: 'https://example.upstash.io',
};

/** The variables that the remedies' code reads, each with the stores that need it. */
export function environmentVariables(
  findings: readonly Finding[],
): { name: string; example: string; stores: string[] }[] {
  const uses = findings.flatMap((finding) =>
    finding.remedies.flatMap(({ code = '' }) => [
      ...[...code.matchAll(/\b(?:process|import\.meta)\.env\.([A-Z][A-Z\d_]*)/g)].map((match) => ({
        name: match[1] ?? '',
        finding,
      })),
      ...(code.includes('@coldstate/adapters') ? [{ name: 'COLDSTATE_URL', finding }] : []),
    ]),
  );
  return [...groupBy(uses, ({ name }) => name)]
    .sort(([a], [b]) => compare(a, b))
    .map(([name, users]) => ({
      name,
      example: examples[name] ?? '',
      stores: unique(users.map(({ finding }) => finding.symbol)),
    }));
}

export function environmentSection(findings: readonly Finding[]): string[] {
  const variables = environmentVariables(findings);
  const lines = variables.map(({ name, example, stores }) => `# ${listed(stores, 4)}\n${name}=${example}`);
  return lines.length === 0 ? [] : [fenced(lines.join('\n\n'), 'bash')];
}
