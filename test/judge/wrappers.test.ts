import { describe, expect, it } from 'vitest';
import { compare, type Case } from './case.js';

/** Functions that others wrap: what is handed to a wrapper is called for those who handed it in, and for nobody else. */
const wrappers: readonly Case[] = [
  {
    name: 'a handler of many kinds of events looks up what to do in a table that was put together step by step',
    platform: 'lambda',
    files: {
      'src/handler.js': `
const orders = new Map();
const actions = {};
actions.file = ({ id, fields }) => orders.set(id, fields);
actions.find = ({ id }) => orders.get(id);
exports.handler = async (event) => {
  const result = actions[event.action](event);
  return result ? { statusCode: 200, body: JSON.stringify(result) } : { statusCode: 404 };
};
`,
    },
    expect: [{ symbol: 'orders', verdict: 'unsafe', role: 'entity' }],
  },
];

describe('a function that is handed in', () => {
  it.each(wrappers.map((one) => [one.name, one] as const))('%s', async (_name, one) => {
    const { wanted, got, because } = await compare(one);
    expect(got, because).toEqual(wanted);
  });
});
