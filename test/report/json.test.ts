import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { audit } from '../../src/index.js';
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

describe('the schema of the json report', () => {
  const validate = new Ajv({ allErrors: true }).compile(
    JSON.parse(readFileSync('schema/report.schema.json', 'utf8')) as object,
  );
  const faultsOf = (text: string): unknown => (validate(JSON.parse(text)) ? [] : validate.errors);

  it('holds for the sample, and for nothing that lacks a part of it', () => {
    expect(faultsOf(json.render(report, context()))).toEqual([]);
    expect(faultsOf(JSON.stringify({ ...report, findings: undefined }))).not.toEqual([]);
    expect(faultsOf(JSON.stringify({ ...report, when: 'today' }))).not.toEqual([]);
  });

  it.each([
    ...['cart', 'gateway', 'shortener', 'zenith'].flatMap((name) => [`${name}/before`, `${name}/after`]),
    ...['bad-package-json', 'bad-tsconfig', 'bad-yaml', 'encodings', 'unparsable', 'unresolvable'].map(
      (name) => `broken/${name}`,
    ),
  ])('holds for fixtures/%s', async (fixture) => {
    const found = await audit(`fixtures/${fixture}`);
    expect(faultsOf(json.render(found.report, context()))).toEqual([]);
  });
});
