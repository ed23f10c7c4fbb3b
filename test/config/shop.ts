/** A small Lambda service with one store of each kind that the configuration can speak of, and ways to audit it. */
import { audit, type AuditOptions } from '../../src/index.js';
import type { Accepted, Cleared, Diagnostic, Finding } from '../../src/model/report.js';
import { project } from '../workspace/project.js';

export type Files = Record<string, string | object>;

export const LIMITER = 'src/limiter.ts';

const files = {
  'package.json': { name: 'shop', dependencies: { '@types/aws-lambda': '*' } },
  'template.yaml': `Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: src/orders.handler
      Runtime: nodejs22.x
`,
  'src/orders.ts': `import { consume } from './limiter';
import { priceOf } from './prices';

export const handler = async (event: { ip: string; sku: string }) => {
  if (!consume(event.ip)) return { statusCode: 429 };
  return { statusCode: 200, body: String(await priceOf(event.sku)) };
};
`,
  [LIMITER]: `const MAX = 20;
const windows = new Map<string, { count: number; resetAt: number }>();
let lastPurge = 0;

export function consume(ip: string): boolean {
  const now = Date.now();
  if (now - lastPurge > 60_000) {
    for (const [key, window] of windows) if (window.resetAt < now) windows.delete(key);
    lastPurge = now;
  }
  const current = windows.get(ip);
  if (!current || current.resetAt < now) {
    windows.set(ip, { count: 1, resetAt: now + 60_000 });
    return true;
  }
  current.count++;
  return current.count <= MAX;
}
`,
  'src/prices.ts': `const prices = new Map<string, number>();

export async function priceOf(sku: string): Promise<number> {
  const known = prices.get(sku);
  if (known !== undefined) return known;
  const price = Number(await (await fetch('https://prices.example/' + sku)).text());
  prices.set(sku, price);
  return price;
}
`,
} satisfies Files;

export const limiterWith = (declaration: string): string =>
  files[LIMITER].replace(/^const windows = .*$/m, declaration);

export const DECLARATION = 'const windows = new Map<string, { count: number; resetAt: number }>();';

export function shop(changes: Files = {}): string {
  return project({ ...files, ...changes });
}

export async function audited(changes: Files = {}, options: AuditOptions = {}) {
  const { report, failOn } = await audit(shop(changes), options);
  const { findings, accepted, cleared, diagnostics, entryPoints, platforms, stats } = report;
  return {
    report,
    failOn,
    stats,
    entryPoints,
    platforms: platforms.map(({ name, evidence }) => `${name}: ${evidence}`),
    findings: findings.map(shown),
    accepted: accepted.map((one) => `${shown(one)}, ${saidBy(one)}`),
    cleared: cleared.map(({ symbol }: Cleared) => symbol),
    diagnostics: diagnostics.map(told),
    named: (symbol: string): Finding | Accepted | undefined =>
      [...findings, ...accepted].find((one) => one.symbol === symbol),
  };
}

function shown({ symbol, role, severity, verdict }: Finding): string {
  return `${symbol}: ${role}, ${severity}, ${verdict}`;
}

function saidBy({ accepted: { by, file, line, reason } }: Accepted): string {
  return `${by} ${file}:${line ?? ''}: ${reason}`;
}

export function told({ file, line, kind, message }: Diagnostic): string {
  return `${file}${line === undefined ? '' : `:${line}`} ${kind}: ${message}`;
}
