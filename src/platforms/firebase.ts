import type { CallFacts, ModuleFacts } from '../model/facts.js';
import type { PackageView, Platform } from '../model/project.js';
import type { ReportedDeployment } from '../model/report.js';
import { constantOf, importEvidence, isOf, propertyOf } from './look.js';

const PACKAGES = ['firebase-functions'];

/** Each exported function is a service of its own, hence no `unit`. */
export const firebase: Platform = {
  name: 'firebase',
  title: 'Cloud Functions for Firebase',
  kind: 'functions',
  concurrency: 'many',
  guidance:
    'Each exported function has its own instances, and in the second generation one instance serves up to 80 requests at once. Global variables are ' +
    'for clients and other costly objects; timers and unfinished work stop when the function returns.',
  detect: (view) => importEvidence(view, PACKAGES),
  entryPoints: () => [],
  deployment: (view) => view.sources.flatMap((file) => factsIn(view, file)),
  registers: [
    { packages: PACKAGES, kind: 'http', methods: ['onRequest', 'onCall', 'onCallGenkit'] },
    { packages: PACKAGES, kind: 'schedule', methods: ['onSchedule', 'onRun'] },
    {
      packages: PACKAGES,
      kind: 'event',
      methods: [
        ...[
          'onCreate',
          'onUpdate',
          'onDelete',
          'onWrite',
          'onPublish',
          'onFinalize',
          'onArchive',
          'onMetadataUpdate',
          'onDispatch',
          'onComplete',
        ],
        ...[
          'beforeCreate',
          'beforeSignIn',
          'beforeUserCreated',
          'beforeUserSignedIn',
          'beforeEmailSent',
          'beforeSmsSent',
        ],
        ...['onDocumentCreated', 'onDocumentUpdated', 'onDocumentDeleted', 'onDocumentWritten'],
        ...[
          'onDocumentCreatedWithAuthContext',
          'onDocumentUpdatedWithAuthContext',
          'onDocumentDeletedWithAuthContext',
          'onDocumentWrittenWithAuthContext',
        ],
        ...['onValueCreated', 'onValueUpdated', 'onValueDeleted', 'onValueWritten'],
        ...['onObjectFinalized', 'onObjectDeleted', 'onObjectArchived', 'onObjectMetadataUpdated'],
        ...[
          'onMessagePublished',
          'onTaskDispatched',
          'onCustomEventPublished',
          'onTestMatrixCompleted',
          'onConfigUpdated',
        ],
      ],
    },
  ],
};

/**
 * `setGlobalOptions({ maxInstances: 1 })` holds for every function, the options of `onRequest({ maxInstances: 1 }, …)` and of
 * `runWith({ maxInstances: 1 }).https…` for the one that is exported.
 */
function factsIn(view: PackageView, file: string): ReportedDeployment[] {
  const facts = view.facts(file);
  if (!facts?.imports.some(({ source }) => isOf(source, PACKAGES))) return [];
  return facts.calls.flatMap((call): ReportedDeployment[] => {
    const [options] = call.args;
    const read = (key: string): number | undefined => numberOf(facts, propertyOf(facts, options, key));
    const maxInstances = read('maxInstances');
    const concurrency = read('concurrency');
    const isWarm = (read('minInstances') ?? 0) > 0;
    const notes = isWarm ? ['Instances that are kept warm are replaced all the same: warmth changes no verdict.'] : [];
    if (maxInstances === undefined && concurrency === undefined && !isWarm) return [];
    const unit = isGlobal(call) ? undefined : exportAround(facts, call);
    if (unit === undefined && !isGlobal(call)) return [];
    return [
      {
        file,
        ...(unit === undefined ? {} : { unit }),
        ...(maxInstances === undefined ? {} : { maxInstances }),
        ...(concurrency === undefined ? {} : { concurrency }),
        ...(notes.length > 0 ? { notes } : {}),
      },
    ];
  });
}

const isGlobal = ({ callee }: CallFacts): boolean =>
  (callee.kind === 'import' && callee.name === 'setGlobalOptions') ||
  (callee.kind === 'member' && callee.key === 'setGlobalOptions');

/** The export whose declaration the call is part of. */
const exportAround = (facts: ModuleFacts, { at: [start, end] }: CallFacts): string | undefined =>
  facts.exports.find(({ value }) => {
    const root = constantOf(facts, value);
    const span = root.kind === 'call' ? facts.calls[root.id]?.at : undefined;
    return span !== undefined && span[0] <= start && end <= span[1];
  })?.name;

function numberOf(facts: ModuleFacts, value: Parameters<typeof constantOf>[1] | undefined): number | undefined {
  const literal = value && constantOf(facts, value);
  return literal?.kind === 'literal' && typeof literal.value === 'number' ? literal.value : undefined;
}
