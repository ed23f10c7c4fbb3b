/** `npm run docs`: the JSON schema of the configuration, from the table that configurations are checked against. */
import { configSchema } from '../dist/src/config/schema.js';
import { writePage } from './lib/blocks.mjs';

await writePage('schema/coldstate.schema.json', JSON.stringify(configSchema()));
