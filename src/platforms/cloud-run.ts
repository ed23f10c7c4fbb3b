import type { PackageView, Platform } from '../model/project.js';
import type { ReportedDeployment } from '../model/report.js';
import { concerning } from './look.js';
import { servesHttp } from './servers.js';

/**
 * A service is declared in YAML (Knative), in Terraform, or by flags of `gcloud run deploy`. The facts that matter are a handful of settings with
 * names of their own, so they are looked for by name in any of them.
 */
const SIGNS: readonly { file: RegExp; says: RegExp }[] = [
  { file: /\.ya?ml$/, says: /apiVersion:\s*serving\.knative\.dev\// },
  { file: /\.ya?ml$/, says: /\bgcloud\b[\s\S]*?\brun["',\s\\-]+(?:services["',\s\\-]+)?(?:deploy|replace|update)\b/ },
  { file: /\.ya?ml$/, says: /google-github-actions\/deploy-cloudrun@/ },
  {
    file: /(?:package\.json|\.sh|Makefile|[Jj]ustfile)$/,
    says: /\bgcloud (?:beta |alpha )?run (?:services (?:update|replace)|deploy)\b/,
  },
  { file: /firebase\.json$/, says: /"run":\s*\{\s*"serviceId"/ },
  // `# Cloud Run sets PORT`: people say for whom they write it, and for whom not.
  { file: /Dockerfile[^/]*$/i, says: /^\s*#(?!.*\b(?:not|no|never|instead|unlike|without)\b).*\bcloud ?run\b/im },
  { file: /\.tf$/, says: /resource\s+"google_cloud_run(?:_v2)?_service"/ },
];

/** Between the name of a setting and its value: quotes, list dashes, `=` or `:`, line breaks and their continuations. */
const GAP = '["\'\\s:=,\\\\-]*';
const numbers = (name: string): RegExp => new RegExp(`${name}${GAP}(\\d+)`);

const MAX_INSTANCES = numbers('(?:--max-instances|--max|maxScale|max_instance_count|max_instances)\\b');
const CONCURRENCY = numbers(
  '(?:--concurrency|containerConcurrency|container_concurrency|max_instance_request_concurrency)',
);
const MIN_INSTANCES = numbers('(?:--min-instances|--min|minScale|min_instance_count)\\b');
const INSTANCE_BILLING = /--no-cpu-throttling|cpu-throttling["']?\s*[:=]\s*["']?false|cpu_idle\s*=\s*false/;
const AFFINITY = /--session-affinity\b|sessionAffinity["']?\s*[:=]\s*["']?true|session_affinity\s*=\s*true/;

export const cloudRun: Platform = {
  name: 'cloud-run',
  title: 'Google Cloud Run',
  kind: 'host',
  concurrency: 'many',
  billing: 'request',
  guidance:
    'Instances are added by load, serve up to 80 requests at once by default and are stopped when idle. With billing by request their processor is ' +
    'taken away between requests, so that timers and work after the response stand still; their disk is memory.',
  detect: (view) => (servesHttp(view) ? declarationsOf(view)[0] : undefined),
  entryPoints: () => [],
  deployment: (view) => declarationsOf(view).map((file) => factsIn(file, view.read(file) ?? '')),
};

const declarationsOf = (view: PackageView): string[] =>
  concerning(view).filter((path) => {
    const text = SIGNS.some(({ file }) => file.test(path)) ? (view.read(path) ?? '') : '';
    return SIGNS.some(({ file, says }) => file.test(path) && says.test(text));
  });

/** Flags of other commands in the same file have nothing to do with it. */
const COMMAND = /\bgcloud\b(?:\\\n|[^\n"])*/g;

function factsIn(file: string, all: string): ReportedDeployment {
  const text = /(?:\.ya?ml|\.tf)$/.test(file) ? all : (all.match(COMMAND) ?? []).join('\n');
  const read = (pattern: RegExp): number | undefined => {
    const found = pattern.exec(text)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  const maxInstances = read(MAX_INSTANCES);
  const concurrency = read(CONCURRENCY);
  const notes = [
    ...(AFFINITY.test(text)
      ? ['Session affinity is best effort: it ends with the instance, so it changes no verdict.']
      : []),
    ...((read(MIN_INSTANCES) ?? 0) > 0
      ? ['Instances that are kept warm are replaced all the same, and load adds others.']
      : []),
  ];
  return {
    file,
    ...(maxInstances === undefined ? {} : { maxInstances }),
    ...(concurrency === undefined ? {} : { concurrency }),
    billing: INSTANCE_BILLING.test(text) ? 'instance' : 'request',
    ...(notes.length > 0 ? { notes } : {}),
  };
}
