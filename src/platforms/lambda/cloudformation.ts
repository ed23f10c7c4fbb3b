/** SAM and CloudFormation templates: `AWS::Serverless::Function` and `AWS::Lambda::Function`. */
import { basename } from 'node:path/posix';
import type { EntryKind } from '../../model/report.js';
import type { PackageView } from '../../model/project.js';
import { type Data, dataOf, listOf, readYaml, textOf } from '../config-text.js';
import { nameOf, rootsOf, stemOf } from '../paths.js';
import {
  type Declarations,
  type DeclaredFunction,
  httpTrigger,
  scalingOf,
  splitHandler,
  type Trigger,
} from './declared.js';

const RESOURCE = /AWS::(?:Serverless|Lambda)::Function["']?[ \t]*(?:,[ \t]*)?\r?$/gm;
const FUNCTIONS = ['AWS::Serverless::Function', 'AWS::Lambda::Function'];

const kinds: Readonly<Record<string, EntryKind>> = {
  Api: 'http',
  HttpApi: 'http',
  Schedule: 'schedule',
  ScheduleV2: 'schedule',
};

const countIn = (view: PackageView, file: string): number => view.read(file)?.match(RESOURCE)?.length ?? 0;
const templatesOf = (view: PackageView): string[] =>
  view.configs.filter(
    (file) =>
      /\.(?:ya?ml|json|template)$/.test(file) && !basename(file).startsWith('serverless') && countIn(view, file) > 0,
  );

export const cloudFormation: Declarations = {
  detect(view) {
    const [template] = templatesOf(view).sort((a, b) => countIn(view, b) - countIn(view, a));
    const count = template ? countIn(view, template) : 0;
    return template && `${template} declares ${count} ${count === 1 ? 'function' : 'functions'}`;
  },
  functions: (view) => templatesOf(view).flatMap((template) => functionsIn(view, template)),
};

function functionsIn(view: PackageView, config: string): DeclaredFunction[] {
  const template = dataOf(readYaml(view, config, functionsOnly(view.read(config) ?? '')));
  const globals = dataOf(dataOf(template.Globals).Function);
  return Object.entries(dataOf(template.Resources)).flatMap(([unit, written]): DeclaredFunction[] => {
    const resource = dataOf(written);
    if (!FUNCTIONS.includes(textOf(resource.Type) ?? '')) return [];
    const properties: Data = { ...globals, ...dataOf(resource.Properties) };
    const handler = textOf(properties.Handler);
    if (!handler || !isSourceOfOurs(properties)) return [];
    const roots = rootsOf(config, view.package.dir, textOf(properties.CodeUri) ?? textOf(properties.Code));
    return [
      {
        ...{ config, unit, handler: bundledHandler(resource, handler), roots, triggers: triggersOf(properties) },
        ...scalingOf(properties.ReservedConcurrentExecutions, properties.ProvisionedConcurrencyConfig),
        ...flavourOf(unit, properties, view.read(config) ?? ''),
      },
    ];
  });
}

/** A capacity provider runs it on managed instances; a distribution of CloudFront refers to its version. */
function flavourOf(unit: string, properties: Data, text: string): Pick<DeclaredFunction, 'flavour'> {
  if (properties.CapacityProviderConfig) return { flavour: 'lambda-managed' };
  const associated = text.matchAll(/LambdaFunctionARN["']?\s*:[^\n]*(?:\n[^\n:]*Ref[^\n]*)?/g);
  const isEdge = [...associated].some(([line]) => new RegExp(`\\b${unit}(?:\\b|Version)`).test(line));
  return isEdge ? { flavour: 'lambda-edge' } : {};
}

/**
 * Templates run to thousands of lines, of which functions are few, and parsing all takes longer than parsing the sources. In block style, every
 * other section and resource is blanked first; lines keep their numbers. Anchors may point anywhere, so templates with them stay whole.
 */
function functionsOnly(text: string): string {
  if (/^\s*\{/.test(text) || /[:-]\s+[&*]\w/.test(text)) return text;
  let section = '';
  return text
    .split(/^(?=[^\s#]| {2}[^\s#-])/m)
    .map((block) => {
      const head = /^["']?([\w-]+)/.exec(block)?.[1];
      if (head !== undefined) section = head;
      const isKept =
        section === 'Globals' || (section === 'Resources' && (head !== undefined || block.search(RESOURCE) >= 0));
      return isKept ? block : block.replace(/.+/g, '');
    })
    .join('');
}

/** Not Python, not a container image, not code written inside the template. */
function isSourceOfOurs(properties: Data): boolean {
  const runtime = textOf(properties.Runtime);
  return (
    (runtime === undefined || runtime.startsWith('nodejs')) &&
    !properties.InlineCode &&
    properties.PackageType !== 'Image'
  );
}

/** With esbuild the handler names the bundle, which lies flat; the entry point that it was built from has the path. */
function bundledHandler(resource: Data, handler: string): string {
  const build = dataOf(dataOf(resource.Metadata).BuildProperties);
  const entryPoints = listOf(build.EntryPoints).flatMap((each) => textOf(each) ?? []);
  const parts = splitHandler(handler);
  const entry = entryPoints.find((each) => parts && nameOf(each) === basename(parts.module)) ?? entryPoints[0];
  return parts && entry ? `${stemOf(entry)}.${parts.name}` : handler;
}

function triggersOf(properties: Data): Trigger[] {
  const url: Trigger[] = properties.FunctionUrlConfig ? [{ kind: 'http' }] : [];
  return [...url, ...Object.values(dataOf(properties.Events)).map((event) => triggerOf(dataOf(event)))];
}

function triggerOf(event: Data): Trigger {
  const type = textOf(event.Type) ?? 'Event';
  const kind = kinds[type] ?? 'event';
  const detail = dataOf(event.Properties);
  if (kind === 'http') return httpTrigger(textOf(detail.Method), textOf(detail.Path));
  const schedule = textOf(detail.Schedule) ?? textOf(detail.ScheduleExpression);
  return { kind, route: schedule ?? type };
}
