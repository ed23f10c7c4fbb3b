import type { ClassFacts, Decorator, ModuleFacts, Value } from '../model/facts.js';
import type { EntryPoint, Platform } from '../model/project.js';
import type { EntryKind } from '../model/report.js';
import { constantOf, importEvidence, propertyOf } from './look.js';

const NAME = 'nestjs';
/** Whoever loads the application may be a function; what nobody loads is a server of its own. */
const UNIT = 'server';
const PACKAGES = ['@nestjs/common', '@nestjs/core', 'type-graphql', 'routing-controllers', 'tsoa'];
const DECORATING = /^(?:@nestjs\/|@golevelup\/nestjs|type-graphql$|routing-controllers$|tsoa$|nestjs-)/;

const VERBS = ['Get', 'Post', 'Put', 'Patch', 'Delete', 'Head', 'Options', 'All', 'Search', 'Sse'];

/** Decorators of methods that the framework calls, by what calls them. */
const kinds: ReadonlyMap<string, EntryKind> = new Map<string, EntryKind>([
  ...VERBS.map((verb) => [verb, 'http'] as const),
  ...['Query', 'Mutation', 'Subscription', 'ResolveField', 'ResolveProperty', 'ResolveReference', 'FieldResolver'].map(
    (name) => [name, 'http'] as const,
  ),
  ...['SubscribeMessage', 'MessagePattern', 'EventPattern', 'GrpcMethod', 'GrpcStreamMethod', 'OnEvent'].map(
    (name) => [name, 'event'] as const,
  ),
  ...['Process', 'OnWorkerEvent', 'OnQueueEvent', 'RabbitSubscribe', 'RabbitRPC', 'SqsMessageHandler'].map(
    (name) => [name, 'event'] as const,
  ),
  ...['Cron', 'Interval', 'Timeout'].map((name) => [name, 'schedule'] as const),
]);

/** Methods that run around every request, by the interface that declares them. */
const AROUND: Readonly<Record<string, string>> = {
  CanActivate: 'canActivate',
  NestInterceptor: 'intercept',
  NestMiddleware: 'use',
  PipeTransform: 'transform',
  ExceptionFilter: 'catch',
};
/** Methods without a decorator, by the decorator of their class. */
const OF_CLASS: Readonly<Record<string, readonly string[]>> = {
  WebSocketGateway: ['handleConnection', 'handleDisconnect'],
  Processor: ['process'],
  EventsHandler: ['handle'],
  CommandHandler: ['execute'],
  QueryHandler: ['execute'],
  Catch: ['catch'],
};

export const nestjs: Platform = {
  name: NAME,
  title: 'NestJS',
  kind: 'server',
  concurrency: 'many',
  guidance:
    'Providers are singletons: a field of a service is shared by all requests of an instance and by no other instance. Keep state in a database ' +
    'or Redis; what belongs to one request goes into its arguments or a provider of request scope.',
  detect: (view) => importEvidence(view, PACKAGES),
  entryPoints: (view) => view.sources.flatMap((file) => entriesIn(view.facts(file))),
};

function entriesIn(facts: ModuleFacts | undefined): EntryPoint[] {
  if (!facts?.imports.some(({ source }) => DECORATING.test(source) || source.includes('passport'))) return [];
  return facts.classes.flatMap((each) => entriesOfClass(facts, each));
}

function entriesOfClass(facts: ModuleFacts, owner: ClassFacts): EntryPoint[] {
  const entry = { platform: NAME, file: facts.file, unit: UNIT };
  const prefix = owner.decorators
    .filter((one) => nameOf(facts, one).endsWith('Controller'))
    .map((one) => pathOf(facts, one))[0];
  const decorated = owner.methods.flatMap(({ fn, decorators }) =>
    decorators.flatMap((decorator): EntryPoint[] => {
      const name = nameOf(facts, decorator);
      const kind = kinds.get(name);
      if (!kind) return [];
      const route = routeOf(facts, decorator, name, prefix);
      return [{ ...entry, fn, kind, ...(route === undefined ? {} : { route }) }];
    }),
  );
  const around = methodsAround(facts, owner).flatMap((method): EntryPoint[] =>
    owner.methods
      .filter(({ name }) => name === method)
      .map(({ fn }) => ({ ...entry, fn, kind: /^(?:handle|process|execute)/.test(method) ? 'event' : 'middleware' })),
  );
  return [...decorated, ...around];
}

function methodsAround(facts: ModuleFacts, { implements: interfaces, decorators, superclass }: ClassFacts): string[] {
  return [
    ...interfaces.flatMap(({ name }) => AROUND[name] ?? []),
    ...decorators.flatMap((decorator) => OF_CLASS[nameOf(facts, decorator)] ?? []),
    // `class JwtStrategy extends PassportStrategy(Strategy)`
    ...(superclass?.kind === 'call' && nameOfValue(facts, facts.calls[superclass.id]?.callee) === 'PassportStrategy'
      ? ['validate']
      : []),
    ...(nameOfValue(facts, superclass) === 'WorkerHost' ? ['process'] : []),
  ];
}

/** `GET /orders/:id`, the name of a message, a schedule. */
function routeOf(
  facts: ModuleFacts,
  decorator: Decorator,
  name: string,
  prefix: string | undefined,
): string | undefined {
  const path = pathOf(facts, decorator);
  if (!VERBS.includes(name)) return path === '' ? undefined : path;
  const address = [prefix, path].flatMap((part) => part?.split('/') ?? []).filter(Boolean);
  const verb = name === 'All' ? 'ANY' : name === 'Sse' ? 'GET' : name.toUpperCase();
  return `${verb} /${address.join('/')}`;
}

/** The first argument: a path, one of several, or `{ path }`. */
function pathOf(facts: ModuleFacts, { args: [first] }: Decorator): string {
  const value = first && constantOf(facts, first);
  const one =
    value?.kind === 'array' ? facts.arrays[value.id]?.elements[0] : (propertyOf(facts, value, 'path') ?? value);
  return one?.kind === 'literal' && typeof one.value === 'string' ? one.value : '';
}

const nameOf = (facts: ModuleFacts, { callee }: Decorator): string =>
  callee.kind === 'import' && !DECORATING.test(callee.source) ? '' : nameOfValue(facts, callee);

function nameOfValue(facts: ModuleFacts, value: Value | undefined): string {
  if (value?.kind === 'variable') {
    const [only] = facts.variables[value.id]?.values ?? [];
    return only?.kind === 'import' && !DECORATING.test(only.source) ? '' : (facts.variables[value.id]?.name ?? '');
  }
  if (value?.kind === 'member') return value.key;
  return value?.kind === 'import' || value?.kind === 'global' ? value.name : '';
}
