import type { Platform } from '../model/project.js';
import { importEvidence } from './look.js';

const PACKAGES = ['firebase-functions'];

/** Each exported function is a service of its own, hence no `unit`. */
export const firebase: Platform = {
  name: 'firebase',
  title: 'Cloud Functions for Firebase',
  concurrency: 'many',
  guidance:
    'Each exported function has its own instances, and in the second generation one instance serves up to 80 requests at once. Global variables are ' +
    'for clients and other costly objects; timers and unfinished work stop when the function returns.',
  detect: (view) => importEvidence(view, PACKAGES),
  entryPoints: () => [],
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
