import { basename, dirname } from 'node:path/posix';
import type { PackageView, Platform } from '../model/project.js';
import { withoutComments } from './config-text.js';
import { exportedLiteral, filesNamed } from './look.js';
import { within } from './paths.js';

/** Configurations that turn a server framework into a generator of files. */
const exporters: readonly {
  config: RegExp;
  says(text: string, view: PackageView, root: string): boolean;
  evidence: string;
}[] = [
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
    config: /^svelte\.config\.[cm]?[jt]s$/,
    says: isLeftToBrowsers,
    evidence: 'has no routes that a server renders or answers',
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
  const text = withoutComments(view.read(config) ?? '');
  const exporter = exporters.find((one) => one.config.test(basename(config)) && one.says(text, view, dirname(config)));
  return exporter && `${config} ${exporter.evidence}`;
}

/** `export const ssr = false` in the outermost layout, said otherwise by no route, and nothing that only a server runs. */
function isLeftToBrowsers(_text: string, view: PackageView, root: string): boolean {
  const routes = view.sources.flatMap((file) => {
    const path = within(root, file) ?? '';
    return path.startsWith('src/') ? [{ file, path }] : [];
  });
  const said = routes.flatMap(({ file, path }) => {
    const ssr = exportedLiteral(view.facts(file), 'ssr');
    return ssr === undefined ? [] : [{ path, ssr }];
  });
  const isServed = routes.some(({ path }) => /(?:\+server|\.server)(?:\/index)?\.[cm]?[jt]s$/.test(path));
  const isOff = said.some(({ path }) => /^src\/routes\/\+layout\.[jt]s$/.test(path));
  return !isServed && isOff && said.every(({ ssr }) => ssr === false);
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
