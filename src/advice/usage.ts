/** How requests use a store, as far as its accesses tell: which functions read it, change it, or go through all of it. */
import type { Finding, ReportedAccess } from '../model/report.js';
import type { Operation } from '../model/words.js';

/** What one function does to one entry, or to the whole, between being called and answering. */
export type Use = 'read' | 'write' | 'count' | 'update' | 'scan';

export interface Usage {
  /** One for each function that requests run; what only tidies up is not among them, since expiry replaces it. */
  uses: readonly Use[];
  /** The same functions: `file name`. */
  functions: readonly string[];
  /** Whether it has an order: something is pushed, shifted or sorted. */
  isList: boolean;
  /** Where they stand, and where it is declared. */
  files: readonly string[];
}

const READS: ReadonlySet<Operation> = new Set(['get', 'has']);
const SCANS: ReadonlySet<Operation> = new Set(['iterate', 'size']);
const REMOVES: ReadonlySet<Operation> = new Set(['delete', 'clear', 'shift']);
const WRITES: ReadonlySet<Operation> = new Set(['assign', 'set', 'add', 'push', 'mutate-in-place', 'sort']);
const LIST: ReadonlySet<Operation> = new Set(['push', 'shift', 'sort']);

export function usageOf({ file, role, accesses }: Finding): Usage {
  const request = accesses.filter(({ phase }) => phase === 'request');
  // Of a collection a plain read is one of a record that was fetched before; of a variable it is the fetching itself.
  const isCollection = request.some(
    ({ operation }) => READS.has(operation) || SCANS.has(operation) || isKeyed(operation),
  );
  const users = [...functionsIn(request)].flatMap(([name, own]) => {
    const use = useOf(own, isCollection);
    return use ? [{ name, use, file: own[0]?.file ?? file }] : [];
  });
  return {
    // A limiter counts and compares in one step.
    uses: users.map(({ use }) => (role === 'rate-limit' && use === 'update' ? 'count' : use)),
    functions: users.map(({ name }) => name),
    files: [...new Set([file, ...users.map((user) => user.file)])],
    isList: request.some(({ operation }) => LIST.has(operation)),
  };
}

const isKeyed = (operation: Operation): boolean => ['set', 'add', 'push', 'delete', 'shift'].includes(operation);

function functionsIn(accesses: readonly ReportedAccess[]): Map<string, ReportedAccess[]> {
  const functions = new Map<string, ReportedAccess[]>();
  for (const access of accesses) {
    const key = `${access.file} ${access.fn}`;
    functions.set(key, [...(functions.get(key) ?? []), access]);
  }
  return functions;
}

function useOf(accesses: readonly ReportedAccess[], isCollection: boolean): Use | undefined {
  const does = (operations: ReadonlySet<Operation>): boolean =>
    accesses.some(({ operation }) => operations.has(operation));
  const reads = does(READS) || (!isCollection && accesses.some(({ operation }) => operation === 'read'));
  const scans = does(SCANS);
  const counts = accesses.some(({ operation }) => operation === 'increment');
  if (does(WRITES)) return reads || scans || counts ? 'update' : 'write';
  if (counts) return reads ? 'update' : 'count';
  if (does(REMOVES)) return scans || accesses.some(({ operation }) => operation === 'read') ? undefined : 'write';
  if (scans) return 'scan';
  return reads ? 'read' : undefined;
}
