/** `npm run demo`: from a fresh clone to a report on the reference shortener. */
import { fail, node, prepare, say } from './lib/checkout.mjs';

const SERVICE = 'fixtures/shortener/before';

const problem = prepare();
if (problem !== undefined) fail(problem);
say(`auditing ${SERVICE}, a link shortener on AWS Lambda that was written without thinking of serverless`);
// The service is meant to have findings: they are no failure of the demonstration.
const status = node('bin/coldstate.js', ['audit', SERVICE, '--fail-on', 'none']);
if (status === 0) {
  process.stdout.write(`
How to read this: each entry is state that lives in the memory of one function instance. The frame shows where it is
declared, which request writes it and which request will look for it in vain; "why" says what users will see, "fix" what to
do about it. Worst come first. Advisory entries cost time, not data.

Your own project:  node bin/coldstate.js audit path/to/project
Why this verdict:  node bin/coldstate.js explain src/lib/rate-limiter.ts:15 --dir ${SERVICE}
`);
}
process.exitCode = status;
