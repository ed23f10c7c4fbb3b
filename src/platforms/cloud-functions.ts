import type { PackageView, Platform } from '../model/project.js';
import { dependencyOf, entriesOf, importEvidence, inPackage, sourceBehind } from './look.js';
import { dataOf, textOf } from './config-text.js';

const PACKAGES = ['@google-cloud/functions-framework'];

/** Functions register themselves with the framework, or are plain exports that a start script names with `--target`. */
export const cloudFunctions: Platform = {
  name: 'cloud-functions',
  title: 'Google Cloud Functions',
  kind: 'functions',
  concurrency: 'many',
  guidance:
    'Functions must be stateless: each has its own instances, and in the second generation an instance may serve several requests at once. Global ' +
    'variables are for reusing costly objects; work after the response is not guaranteed to run.',
  detect: (view) =>
    importEvidence(view, PACKAGES) ?? (targetsOf(view).length > 0 ? dependencyOf(view, PACKAGES) : undefined),
  entryPoints: (view) =>
    dependencyOf(view, PACKAGES) === undefined
      ? []
      : targetsOf(view).flatMap((name) =>
          entriesOf(view, [name], { platform: 'cloud-functions', file: mainOf(view), kind: 'http', unit: name }),
        ),
  registers: [
    { packages: PACKAGES, methods: ['http'], kind: 'http' },
    { packages: PACKAGES, methods: ['cloudEvent', 'event', 'typed'], kind: 'event' },
  ],
};

/** `functions-framework --target=helloHttp` */
function targetsOf(view: PackageView): string[] {
  const scripts = Object.values(dataOf(view.package.manifest.scripts)).map((script) => textOf(script) ?? '');
  const names = scripts.flatMap((script) => /functions-framework.*--target[= ](\w+)/.exec(script)?.[1] ?? []);
  return [...new Set(names)];
}

function mainOf(view: PackageView): string {
  const main = inPackage(view, textOf(view.package.manifest.main) ?? 'index.js');
  return sourceBehind(view, main) ?? main;
}
