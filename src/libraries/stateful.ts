/** Reads the tables of settings and containers: which entry speaks of a member of an object. */
import { append } from '../model/append.js';
import type { ExportPath, FindStateful, StatefulEntry } from '../model/library.js';
import { containers } from './containers.js';
import { settings } from './settings.js';

const byName = new Map<string, StatefulEntry[]>();
for (const entry of [...settings, ...containers]) {
  for (const name of entry.packages) {
    for (const path of entry.exports) {
      const key = `${name}#${path}`;
      append(byName, key, entry);
    }
  }
}
const packages = new Set([...settings, ...containers].flatMap((entry) => entry.packages));

/** The longest way that is an object of the tables which has such a member. */
export const statefulAt: FindStateful = (packageName, path) => {
  if (!packages.has(packageName)) return undefined;
  // The default export and the whole module of the other module system are one.
  const start = path.findIndex((step) => step !== 'default' && step !== '*');
  const steps = start < 0 ? [] : path.slice(start);
  for (let length = steps.length; length >= 0; length--) {
    const object = exportPath(steps.slice(0, length));
    const rest = steps.slice(length);
    const [entry] = (byName.get(`${packageName}#${object}`) ?? []).filter((one) => has(one, rest));
    if (entry) return { entry, object, rest };
  }
  return undefined;
};

function has({ methods = {}, members = [] }: StatefulEntry, rest: readonly string[]): boolean {
  const [member] = rest;
  if (member === undefined || members.includes(member) || members.includes('*')) return true;
  const name = exportPath(rest);
  return Object.hasOwn(methods, name) || Object.hasOwn(methods, name.replace(/[^.]+$/, '*'));
}

function exportPath(steps: readonly string[]): ExportPath {
  const path = steps.join('.').replaceAll('.()', '()');
  return path === '' || path.startsWith('(') ? `default${path}` : path;
}
