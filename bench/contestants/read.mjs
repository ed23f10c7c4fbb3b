/** The floor of floors: every file read once. */
import { readFileSync } from 'node:fs';

for (const file of readFileSync(process.argv[2], 'utf8').split('\n')) readFileSync(file, 'utf8');
