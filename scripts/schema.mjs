/** `npm run docs`: the JSON schemas, of the configuration from the table that it is checked against, of the report and of a simulation from their types. */
import { join } from 'node:path';
import { configSchema } from '../dist/src/config/schema.js';
import { writePage } from './lib/blocks.mjs';
import { ROOT } from './lib/checkout.mjs';
import { schemaOfType } from './lib/types-schema.mjs';

const report = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'coldstate report, schema 1',
  ...schemaOfType(join(ROOT, 'src/model/report.ts'), 'Report'),
};

const simulation = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'coldstate simulation, schema 1',
  ...schemaOfType(join(ROOT, 'src/simulate/types.ts'), 'Simulation'),
};

await writePage('schema/coldstate.schema.json', JSON.stringify(configSchema()));
await writePage('schema/report.schema.json', JSON.stringify(report));
await writePage('schema/simulation.schema.json', JSON.stringify(simulation));
