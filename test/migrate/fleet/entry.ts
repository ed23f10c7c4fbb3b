/** The first module of an instance, as text: what the platform would call, put behind HTTP; read from where the platform itself finds it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { FleetSettings } from './fixture.js';

const LAMBDA = join(import.meta.dirname, 'instances/lambda.ts');
const NEXT = join(import.meta.dirname, 'instances/next.ts');

/** Whoever started it is gone: so is an instance. */
const ENDS_WITH_ITS_PARENT = `process.on('disconnect', () => process.exit());\n`;

const ENTRIES: Readonly<Record<FleetSettings['platform'], (directory: string, settings: FleetSettings) => string>> = {
  lambda: lambdaEntry,
  next: nextEntry,
  node: (_, { entry = 'src/server.ts' }) => `import ${JSON.stringify(`./${entry}`)};\n`,
};

export function entryOf(directory: string, settings: FleetSettings): string {
  return ENTRIES[settings.platform](directory, settings) + ENDS_WITH_ITS_PARENT;
}

interface SamTemplate {
  readonly Resources: Readonly<Record<string, SamResource>>;
}

interface SamResource {
  readonly Type: string;
  readonly Properties?: {
    readonly Handler?: string;
    readonly Events?: Readonly<Record<string, { Type: string; Properties?: { Path?: string; Method?: string } }>>;
  };
}

function lambdaEntry(directory: string): string {
  const template = parse(readFileSync(join(directory, 'template.yaml'), 'utf8'), { logLevel: 'silent' }) as SamTemplate;
  const events = Object.values(template.Resources).flatMap(({ Properties: { Handler, Events = {} } = {} }) =>
    Object.values(Events).flatMap(({ Type, Properties: { Path, Method } = {} }) =>
      Handler === undefined || Path === undefined || Method === undefined
        ? []
        : [{ handler: Handler, route: { api: Type, path: Path, method: Method.toUpperCase() } }],
    ),
  );
  const imports = events.map(({ handler }, at) => {
    const [, file = '', name = ''] = /^(.+)\.(\w+)$/.exec(handler) ?? [];
    return `import { ${name} as handler${at} } from './${file}';\n`;
  });
  const table = events.map(({ route }, at) => `{ ...${JSON.stringify(route)}, handler: handler${at} }`);
  return `import { serveLambda } from ${JSON.stringify(LAMBDA)};\n${imports.join('')}serveLambda([${table.join(', ')}]);\n`;
}

const APP = 'src/app';
const ROUTE = /^(?<path>.*)\/route\.[cm]?[jt]sx?$/;

function nextEntry(directory: string): string {
  const files = readdirSync(join(directory, APP), { recursive: true, encoding: 'utf8' }).map((file) =>
    file.replaceAll('\\', '/'),
  );
  const routes = files.flatMap((file) => {
    const path = ROUTE.exec(file)?.groups?.path;
    return path === undefined ? [] : [{ file, path: `/${path.replaceAll(/\[(\w+)\]/g, '{$1}')}` }];
  });
  const imports = routes.map(({ file }, at) => `import * as route${at} from './${APP}/${file}';\n`);
  const table = routes.map(({ path }, at) => `{ path: ${JSON.stringify(path)}, exports: route${at} }`);
  return `import { serveNext } from ${JSON.stringify(NEXT)};\n${imports.join('')}serveNext([${table.join(', ')}]);\n`;
}
