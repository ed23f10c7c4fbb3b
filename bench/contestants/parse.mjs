/** The floor: every file read and parsed once, in one thread. */
import { readFileSync } from 'node:fs';
import { parseSync } from 'oxc-parser';

for (const file of readFileSync(process.argv[2], 'utf8').split('\n'))
  void parseSync(file, readFileSync(file, 'utf8')).program;
