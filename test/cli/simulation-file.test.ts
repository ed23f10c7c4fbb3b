import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { readSimulation } from '../../src/cli/simulation-file.js';
import { simulatedProject } from '../simulate/project.js';
import { coldstate, temporaryDirectory } from './fake-host.js';

const COUNTER = `import { createServer } from 'node:http';
let visits = 0;
createServer((request, response) => response.end(String((visits += 1)))).listen(3000);
`;

describe('--simulation', () => {
  it('reads what a simulation says as JSON, which is what its schema says', { timeout: 120_000 }, async () => {
    const simulation = await simulatedProject({ 'server.js': COUNTER }, '### A visit\n# @loop for 4\nGET /\n', {
      entry: 'server.js',
    });
    expect(simulation.divergences).not.toEqual([]);
    const schema = JSON.parse(readFileSync('schema/simulation.schema.json', 'utf8')) as object;
    const data: unknown = JSON.parse(JSON.stringify(simulation));
    const validate = new Ajv({ strict: false }).compile(schema);
    validate(data);
    expect(validate.errors).toBe(null);
    const cwd = temporaryDirectory();
    writeFileSync(join(cwd, 'simulation.json'), `\ufeff${JSON.stringify(data)}`);
    expect(readSimulation('simulation.json', cwd)).toEqual(data);
  });

  it.each([
    ['missing.json', 'cannot read missing.json'],
    ['plan.json', 'plan.json is no simulation'],
    ['null.json', 'null.json is no simulation'],
  ])('says of %s what to write', async (file, said) => {
    const cwd = temporaryDirectory();
    writeFileSync(join(cwd, 'plan.json'), '{"schema":1,"stores":[]}');
    writeFileSync(join(cwd, 'null.json'), 'null');
    const { code, stderr } = await coldstate(['audit', '--simulation', file], { host: { cwd } });
    expect(code).toBe(2);
    expect(stderr).toContain(said);
    expect(stderr).toContain('coldstate simulate --scenario FILE.http --format json > FILE');
  });
});
