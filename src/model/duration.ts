/** Durations as people type them (`7d`, `90s`, `500ms`), and numbers as they write them in code. */

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** The lifetime of a collection, `{ s: 604_800 }`; undefined for what is no duration. */
export function lifetimeOf(duration: string): string | undefined {
  const [, count, unit = ''] = /^(\d+)\s*(ms|s|m|h|d|w)$/.exec(duration.trim()) ?? [];
  const ms = Number(count) * (UNITS[unit] ?? NaN);
  if (!(ms > 0)) return undefined;
  return ms % 1000 === 0 ? `{ s: ${grouped(ms / 1000)} }` : `{ ms: ${grouped(ms)} }`;
}

/** `604_800` */
export function grouped(value: number): string {
  return value < 10_000 ? String(value) : String(value).replace(/\B(?=(\d{3})+$)/g, '_');
}
