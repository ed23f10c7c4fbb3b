/** What each rule and each effect means, whatever the project. Total records: a rule or an effect without a brief is a type error. */
import type { Effect, RuleId } from '../model/words.js';

export interface Brief {
  /** One line, without a full stop. */
  title: string;
  /** What the code does. */
  what: string;
  /** What users or operators will see because of it. */
  why: string;
  /** The usual way out. */
  fix: string;
}

export const ruleBriefs: Record<RuleId, Brief> = {
  'no-module-state': {
    title: 'A request changes a variable of a module',
    what: 'A variable at the top of a module, or in a factory that is called while one loads, is written by a request and read by a later one.',
    why: 'Each instance has a copy of its own, and none of them lasts: what one request writes is missing on every other instance and after the next cold start.',
    fix: 'Keep the data in Redis or a database. `coldstate migrate` moves most maps, sets, lists, counters and values as they are used.',
  },
  'no-stateful-singleton': {
    title: 'A request changes a field of an object that a module keeps',
    what: 'A class has one instance for the whole process, and requests write its fields.',
    why: 'The object looks like a service, but it is memory of one instance: other instances do not see the field change, and a cold start resets it.',
    fix: 'Keep the class and move what the field holds to Redis or a database. `coldstate migrate` follows fields as it follows variables.',
  },
  'no-global-state': {
    title: 'A request changes a property of a global object or of a class itself',
    what: 'State hangs on `globalThis`, on `process` or on a class (`static`), where every module of the process can write it.',
    why: '`globalThis` is global to one process only. A trick that keeps state through hot reloads in development keeps nothing between instances.',
    fix: 'Keep the data in Redis or a database; leave on `globalThis` what each instance may have for itself, such as a client.',
  },
  'no-background-timer': {
    title: 'A timer is expected to run between requests',
    what: '`setInterval`, `setTimeout` or a scheduler library starts work that no request waits for.',
    why: 'Between requests an instance is frozen or throttled: the timer fires late or never, and where several instances run it fires once in each.',
    fix: 'Let the platform call it: a cron trigger, EventBridge, Cloud Scheduler. A timer that only removes what has expired gives way to an expiry in the store.',
  },
  'no-in-process-library-store': {
    title: 'A library keeps its data in this process',
    what: 'A session, rate limit, cache or queue library is used with the store that it has by default: memory.',
    why: 'The default is meant for development. In production every instance has sessions, limits or jobs of its own, and they go with it.',
    fix: 'Give the library its store for Redis or a database, usually one option.',
  },
  'no-local-disk-state': {
    title: 'A request writes a file that later requests rely on',
    what: 'Uploads, SQLite files, logs or JSON are written to the local disk.',
    why: 'The disk is read-only or belongs to one instance, and is gone with it: files are missing on other instances and after a deploy.',
    fix: 'Write to object storage or a database. A file that one request writes, reads and removes is fine in the directory for temporary files.',
  },
  'no-request-leak': {
    title: 'Data of one request can reach another',
    what: 'What belongs to the current request (its user, its token, its language) is put where the next one finds it: a variable of a module, the settings of a client, `process.env`.',
    why: 'An instance serves one request after the other, often many at a time: somebody is shown or acts with the data of somebody else.',
    fix: 'Hand it on as an argument, or keep it in `AsyncLocalStorage`.',
  },
  'no-memory-fallback': {
    title: 'Memory silently takes the place of a durable store',
    what: 'Where Redis or the database is not configured or fails, the code goes on with a store in memory.',
    why: 'A missing variable or a short outage turns into data that is lost or differs between instances, and nothing says so.',
    fix: 'Fail, loudly, or answer without the data; keep the fallback for tests and development, where nothing but an explicit choice selects it.',
  },
  'no-frozen-at-init': {
    title: 'A value is computed once while a module loads, and requests need a fresh one',
    what: 'A time, an id, a secret or a random value is made at the top of a module and used by requests.',
    why: 'It is as old as the instance, the same for all its requests, and another one in every other instance.',
    fix: 'Compute it where the request is served; take what all instances must share from the environment.',
  },
  'no-work-after-response': {
    title: 'Work goes on after the response, and nobody waits for it',
    what: 'A write, a mail or a call begins and its promise is dropped, on a platform that freezes the instance once the response is sent.',
    why: 'It is cut off in the middle, or done when the instance next wakes, perhaps never. No error is logged.',
    fix: 'Wait for it, hand it to `waitUntil` or `after` where the platform has one, or put it into a queue.',
  },
};

export const effectBriefs: Record<Effect, Brief> = {
  'cold-start-loss': {
    title: 'Lost on cold start',
    what: 'State in memory begins empty in every new instance.',
    why: 'Platforms start and stop instances as load changes, after minutes without requests and at each deploy. What requests had stored is gone.',
    fix: 'Keep it outside of the instance, or make it again from its source when it is missing.',
  },
  'instance-divergence': {
    title: 'Differs between instances',
    what: 'Each instance holds a copy of its own, filled by the requests that it happened to serve.',
    why: 'Two requests in a row may meet two instances: the second does not see what the first wrote, and answers depend on chance.',
    fix: 'One place for all instances: Redis, a database, or configuration that all of them read.',
  },
  'lost-updates': {
    title: 'Updates get lost',
    what: 'Instances count or change the same thing, each in its own copy.',
    why: 'Nothing ever brings the copies together: a total is one instance’s share.',
    fix: 'Atomic operations in one store: an increment in Redis, `ADD` in DynamoDB, a transaction.',
  },
  'no-durability': {
    title: 'Not durable',
    what: 'There is no copy but the one in memory.',
    why: 'A deploy, a crash or scaling in deletes it for good.',
    fix: 'A durable database; Redis where an expiry makes losing it harmless.',
  },
  'breaks-on-scale-out': {
    title: 'Breaks on scale-out',
    what: 'The code is right while there is exactly one instance.',
    why: 'It passes every test on one machine, and fails more often the more instances the load starts.',
    fix: 'Move it before traffic grows. One instance at most (where a platform offers it) only buys time.',
  },
  'cross-request-leak': {
    title: 'Leaks between requests',
    what: 'What one request leaves behind, another request on the same instance can read.',
    why: 'Users see or act with data of other users.',
    fix: 'Keep it with the request: an argument, or `AsyncLocalStorage`.',
  },
  'timer-never-fires': {
    title: 'Timer may never fire',
    what: 'A timer needs a process that runs between requests.',
    why: 'A function is frozen as soon as it has answered; its timers wait until it is called again, if it ever is.',
    fix: 'A schedule of the platform, a queue with a delay, or an expiry in the store.',
  },
  'ephemeral-disk': {
    title: 'Disk is ephemeral',
    what: 'Files are written to the disk of one instance.',
    why: 'Most of it is read-only, `/tmp` is small, and both are gone with the instance.',
    fix: 'Object storage or a database.',
  },
  'unit-duplicate': {
    title: 'Each unit has its own copy',
    what: 'A module is part of several functions or bundles, and each of them loads it for itself.',
    why: 'What one function writes another never sees, whatever the load: they run in separate processes.',
    fix: 'A store that both reach, or one unit for both.',
  },
  'frozen-at-init': {
    title: 'Frozen at start-up',
    what: 'A value is computed once, when the module is loaded.',
    why: 'It is as old as its instance, and instances started at other times have other values.',
    fix: 'Compute it for each request, or read it from configuration.',
  },
  'work-after-response': {
    title: 'Work after the response is cut off',
    what: 'The response is sent while work is still running.',
    why: 'The instance is frozen then. What is not finished is cut off, or runs on when the next request wakes it.',
    fix: 'Wait for it, `waitUntil`, or a queue.',
  },
};
