/** A process of its own: does one job on one state and reports. It never closes the state and never calls exit: it has to end by itself. */
import { once } from 'node:events';
import { createState, type Settings } from '../../src/index.js';
import { jobs, type Job, type Meet } from './jobs.js';

export interface Order {
  settings: Settings;
  job: Job;
}

const { settings, job } = JSON.parse(process.argv[2] ?? '') as Order;

const meet: Meet = async (where) => {
  process.send?.(where);
  await once(process, 'message');
};

// `jobs[name]` takes exactly the job of that name, which TypeScript cannot follow through the union.
const run = jobs[job.name] as (state: ReturnType<typeof createState>, job: Job, meet: Meet) => Promise<unknown>;
const report = await run(createState(settings), job, meet);
process.send?.({ report });
process.disconnect();
