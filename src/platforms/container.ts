import { basename } from 'node:path/posix';
import type { PackageView, Platform } from '../model/project.js';
import type { ReportedDeployment } from '../model/report.js';
import { concerning } from './look.js';
import { servesHttp } from './servers.js';

/** Ways to run a server for months. What each file must say besides being there keeps databases and other languages out. */
const SIGNS: readonly { file: RegExp; says: RegExp; evidence: string }[] = [
  {
    file: /^(?:.+\.)?Dockerfile(?:\.(?!dev|test|local|ci).+)?$/i,
    says: /^\s*(?:CMD|ENTRYPOINT)\b/m,
    evidence: 'starts a server',
  },
  { file: /^fly\.toml$/, says: /^\s*\[(?:\[services\]|http_service)/m, evidence: 'deploys it to Fly machines' },
  { file: /^Procfile$/, says: /^web:/m, evidence: 'names a web process' },
  { file: /^render\.ya?ml$/, says: /type:\s*["']?(?:web|pserv|worker)\b/, evidence: 'names a web service' },
  { file: /^railway\.(?:toml|json)$/, says: /\bdeploy\b|startCommand/, evidence: 'deploys it to Railway' },
  {
    file: /^(?:docker-)?compose(?:\.(?!dev|test|local|override).+)?\.ya?ml$/,
    says: /^\s*build:/m,
    evidence: 'builds and runs it',
  },
  {
    file: /\.ya?ml$/,
    says: /^kind:\s*["']?(?:Deployment|StatefulSet)\b/m,
    evidence: 'declares a Kubernetes Deployment',
  },
  { file: /^ecosystem\.config\.[cm]?js$/, says: /\bapps\b/, evidence: 'runs it under pm2' },
];

/** Images whose server is not the program: Lambda's base, its web adapter, a web server for static files. */
const OTHER_IMAGES = /^FROM\s+\S*(?:\baws\/lambda\/|lambda\/nodejs|\bnginx\b|\bcaddy\b|\bhttpd\b)|aws-lambda-adapter/im;

export const container: Platform = {
  name: 'container',
  title: 'Long-lived container',
  kind: 'container',
  concurrency: 'many',
  guidance:
    'One process runs until the next deployment, so its memory serves as state while there is only one of it. A restart loses it all, and a second ' +
    'instance has its own.',
  detect: (view) => (servesHttp(view) ? evidenceIn(concerning(view), (path) => view.read(path))[0] : undefined),
  entryPoints: () => [],
  deployment: (view) =>
    concerning(view).flatMap((file): ReportedDeployment[] => {
      const notes = notesIn(basename(file), view.read(file) ?? '');
      return notes.length > 0 ? [{ file, notes }] : [];
    }),
};

/** What there is to run a server for months with, whether or not there is a server. */
export function evidenceIn(configs: readonly string[], read: PackageView['read']): string[] {
  return SIGNS.flatMap(({ file, says, evidence }) =>
    configs
      .filter((path) => file.test(basename(path)))
      .filter((path) => {
        const text = read(path) ?? '';
        return says.test(text) && !OTHER_IMAGES.test(text);
      })
      .map((path) => `${path} ${evidence}`),
  );
}

function notesIn(name: string, text: string): string[] {
  const replicas = Number(/^\s*replicas:\s*(\d+)/m.exec(text)?.[1] ?? 1);
  return [
    ...(replicas > 1 ? [`It runs ${replicas} replicas, each with a memory of its own.`] : []),
    ...(name === 'fly.toml' && /auto_stop_machines\s*=\s*(?:true|["'](?:stop|suspend)["'])/.test(text)
      ? ['Fly stops its machines when they are idle, and with them their memory.']
      : []),
  ];
}
