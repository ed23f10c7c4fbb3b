import { describe, expect, it } from 'vitest';
import { json } from '../../src/report/json.js';
import { context, report } from './sample.js';

describe('the json report', () => {
  it('is the report itself', () => {
    const text = json.render(report, context());
    expect(JSON.parse(text)).toEqual(report);
    expect(text.endsWith('}\n')).toBe(true);
  });

  it('has its keys in one order, whatever order they were set in', () => {
    expect(json.render(reversed(report), context())).toBe(json.render(report, context()));
    expect(Object.keys(JSON.parse(json.render(reversed(report), context())) as object).slice(0, 3)).toEqual([
      'schema',
      'tool',
      'project',
    ]);
  });
});

function reversed<Data>(data: Data): Data {
  if (Array.isArray(data)) return data.map(reversed) as Data;
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(
    Object.entries(data)
      .reverse()
      .map(([key, value]) => [key, reversed(value as unknown)]),
  ) as Data;
}
