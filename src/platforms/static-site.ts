import { basename } from 'node:path/posix';
import type { PackageView, Platform } from '../model/project.js';
import { withoutComments } from './config-text.js';
import { filesNamed } from './look.js';

/** Configurations that turn a server framework into a generator of files. */
const exporters: readonly { config: RegExp; says(text: string): boolean; evidence: string }[] = [
  {
    config: /^next\.config\.[cm]?[jt]s$/,
    says: (text) => /\boutput\s*:\s*(["'`])export\1/.test(text),
    evidence: "sets output: 'export'",
  },
  {
    config: /^svelte\.config\.[cm]?[jt]s$/,
    // An adapter chosen at build time may serve after all.
    says: (text) => text.includes('adapter-static') && !/adapter-(?!static)\w/.test(text),
    evidence: 'builds with adapter-static',
  },
  {
    config: /^react-router\.config\.[cm]?[jt]s$/,
    says: (text) => /\bssr\s*:\s*false\b/.test(text),
    evidence: 'sets ssr: false',
  },
  {
    config: /^astro\.config\.[cm]?[jt]s$/,
    says: (text) => !servesOnDemand(text),
    evidence: 'names no adapter',
  },
];

/** Without an adapter Astro writes files: nothing runs for a request. */
export const servesOnDemand = (text: string): boolean =>
  /\boutput\s*:\s*["'`](?:server|hybrid)["'`]/.test(text) || /\badapter\s*[:,]/.test(text);

/** Why a framework's configuration file means that nothing is served. */
export function staticEvidence(view: PackageView, config: string): string | undefined {
  const exporter = exporters.find((each) => each.config.test(basename(config)));
  return exporter?.says(withoutComments(view.read(config) ?? '')) ? `${config} ${exporter.evidence}` : undefined;
}

/** Stands for frameworks that only write files: detected, with no entry points, so that the package counts as understood. */
export const staticSite: Platform = {
  name: 'static-site',
  title: 'Static site',
  kind: 'idle',
  concurrency: 'one',
  guidance: 'Nothing of this package runs on a server: its code runs in the build and in browsers.',
  detect: (view) =>
    filesNamed(view, /^(?:next|svelte|react-router|astro)\.config\./)
      .map((config) => staticEvidence(view, config))
      .find(Boolean),
  entryPoints: () => [],
};
