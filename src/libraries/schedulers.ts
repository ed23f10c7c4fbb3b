import type { Library, LibraryStore } from '../model/library.js';

const scheduler = {
  keeps: 'its schedule',
  role: 'scheduler',
  roleFrom: 'library',
  verdict: 'unsafe',
  rule: 'no-background-timer',
  remedy: {
    title: "Let the platform's scheduler call a route",
    code: `// vercel.json
{ "crons": [{ "path": "/api/cron/sweep", "schedule": "0 * * * *" }] }

# SAM
Events:
  Hourly: { Type: ScheduleV2, Properties: { ScheduleExpression: rate(1 hour) } }`,
  },
} as const satisfies Partial<LibraryStore>;

export const schedulers: Library = {
  name: 'schedulers',
  title: 'Schedulers inside the process',
  stores: [
    { ...scheduler, packages: ['node-cron'], exports: ['schedule'], made: 'called' },
    { ...scheduler, packages: ['node-schedule'], exports: ['scheduleJob'], made: 'called' },
    { ...scheduler, packages: ['node-schedule'], exports: ['Job'], made: 'constructed' },
    { ...scheduler, packages: ['cron'], exports: ['CronJob'], made: 'either' },
    { ...scheduler, packages: ['cron'], exports: ['CronJob.from'], made: 'called' },
    { ...scheduler, packages: ['croner'], exports: ['default', 'Cron'], made: 'either' },
    { ...scheduler, packages: ['toad-scheduler'], exports: ['ToadScheduler'], made: 'constructed' },
    { ...scheduler, packages: ['bree'], exports: ['default'], made: 'constructed' },
    { ...scheduler, packages: ['@nestjs/schedule'], exports: ['ScheduleModule.forRoot'], made: 'called' },
  ],
};
