/** Modules that export a `handler`, where something says that it is Lambda's: a package it imports, one its package depends on, or its own name. */
import type { EntryPoint, PackageView } from '../../model/project.js';
import { dependencyOf, entriesOf, exportsOf, isOf, unitOf } from '../look.js';

/** Packages without a use outside Lambda. */
const PACKAGES = [
  'aws-lambda',
  '@types/aws-lambda',
  '@middy/core',
  '@codegenie/serverless-express',
  '@vendia/serverless-express',
  'aws-serverless-express',
  'serverless-http',
  '@fastify/aws-lambda',
  'aws-lambda-fastify',
  'lambda-api',
  'hono/aws-lambda',
  'aws-xray-sdk',
];
const FAMILIES = [/^@aws-lambda-powertools\//, /^@middy\//];
const NAMED_AFTER_LAMBDA =
  /(?:^|\/)lambdas?\/|(?:^|[/.-])(?:handler|lambda)\.[cm]?[jt]sx?$|[a-z]Handler\.[cm]?[jt]sx?$/;
const OF_ANOTHER_PLATFORM = /(?:^|\/)netlify\//;

export const lambdaDependency = (view: PackageView): string | undefined =>
  dependencyOf(view, [...PACKAGES, ...FAMILIES]);

/** A wrapper like `serverless-http` stands in the handler's own module; types of events often stand there alone. */
const importsLambda = (view: PackageView, file: string): boolean =>
  view
    .facts(file)
    ?.imports.some(({ source }) => isOf(source, PACKAGES) || FAMILIES.some((family) => family.test(source))) ?? false;

/** yargs commands export `handler` beside `command`. */
const isCommand = (view: PackageView, file: string): boolean => {
  const facts = view.facts(file);
  return facts !== undefined && exportsOf(facts).has('command');
};

export function conventionalEntries(view: PackageView): EntryPoint[] {
  const dependency = lambdaDependency(view);
  return view.sources
    .filter((file) => dependency !== undefined || NAMED_AFTER_LAMBDA.test(file) || importsLambda(view, file))
    .filter((file) => !OF_ANOTHER_PLATFORM.test(file) && !isCommand(view, file))
    .flatMap((file) =>
      entriesOf(view, ['handler'], { platform: 'lambda', file, kind: 'event', unit: unitOf(view, file) }),
    );
}
