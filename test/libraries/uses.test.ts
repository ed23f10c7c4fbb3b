import { describe, expect, it } from 'vitest';
import { compare, type Case } from '../judge/case.js';
import { reportOf } from '../judge/world.js';
import { bound, names, uses } from './uses.js';

describe.each<[string, readonly Case[]]>([
  ['containers of packages', uses],
  ['names of packages', names],
  ['handles of one request', bound],
])('%s', (_family, cases) => {
  it.each(cases.map((one) => [one.name, one] as const))('%s', async (_name, one) => {
    const { wanted, got, because } = await compare(one);
    expect(got, because).toEqual(wanted);
  });
});

it('tells who writes and who reads what a package keeps', async () => {
  const [otp] = uses;
  if (!otp) throw new Error('no case');
  const { findings } = await reportOf(otp);
  const [finding] = findings;
  expect(finding?.trail.map(({ kind, note }) => `${kind}: ${note}`)).toMatchInlineSnapshot(`
    [
      "declare: declared here, once per instance",
      "entry: POST /otp",
      "write: written here on POST /otp",
      "read: read here on POST /otp/verify",
    ]
  `);
  expect(finding?.accesses.map(({ operation, phase }) => `${operation} ${phase}`)).toMatchInlineSnapshot(`
    [
      "set request",
      "get request",
      "delete request",
    ]
  `);
  expect(finding?.message).toMatchInlineSnapshot(
    `"otps keeps the state of a security check in the memory of one instance: POST /otp writes it, POST /otp/verify reads it. The check passes or fails depending on which instance answers. node-cache keeps it in the memory of the process, and may drop entries besides."`,
  );
});
