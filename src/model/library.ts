/**
 * What is known about npm packages: which of their exports keep data in the process, which are handles on something outside, and which hold
 * nothing at all. Tables only; `src/libraries` fills them in.
 */
import type { Operation, Role, RuleId, Severity, Verdict } from './words.js';

/**
 * How an export is reached from its package: `default`, `MemoryStore`, `default.MemoryStore` (a member), `default()` (the result of a
 * call). The whole of a CommonJS module counts as `default`, and members of it as names: `require('x').Y` is `Y` and `default.Y`.
 */
export type ExportPath = string;

/** Packages of one concern, one file under src/libraries. */
export interface Library {
  name: string;
  title: string;
  stores: readonly LibraryStore[];
}

/** A form in which packages keep data in the process (or on its disk). */
export interface LibraryStore {
  /** Packages of one shape. Where the form lives in a subpath (`unstorage/drivers/memory`), the entry names that. */
  packages: readonly string[];
  exports: readonly ExportPath[];
  /**
   * What makes the store: a call, `new`, being handed to `register` with its options after it (Fastify's plugins), or the import itself (the
   * module is the store). `ambient`: a call gives a handle on the one store of the process, wherever it stands. `anywhere`: a call leaves
   * something behind even if nothing keeps what it returns.
   */
  made: 'called' | 'constructed' | 'either' | 'registered' | 'imported' | 'ambient' | 'anywhere';
  /** The exports are known under their bare names too, because a framework imports them by itself. */
  free?: true;
  /** Where the framework's configuration mounts the data; the first argument names it where this is ''. */
  mount?: string;
  /** What is kept, for messages: `sessions`, `request counts`. */
  keeps: string;
  role: Role;
  /** `use` where the package is a plain container, so that its role is only a first guess and how the code uses it decides. */
  roleFrom: 'library' | 'use';
  verdict: Exclude<Verdict, 'safe'>;
  /** Where it differs from what the role alone would say. */
  severity?: Severity;
  /** `no-in-process-library-store` unless the form is a disk or a timer. */
  rule?: Extract<RuleId, 'no-local-disk-state' | 'no-background-timer'>;
  /** What calls of the store's methods do to it. */
  methods?: Readonly<Record<string, Operation>>;
  /** The store lives elsewhere when one of these holds; absent where nothing makes this form safe. */
  safe?: readonly Safeguard[];
  /** Options without which the form does not exist: multer writes files only with `dest`. */
  onlyWith?: readonly (OptionPath | { option: OptionPath; is: readonly (string | boolean)[] })[];
  /** Members of the result without whose use the form does not exist: a WebSocket server is no registry until `clients` is read. */
  onlyAfter?: readonly string[];
  /** Members of the result that make no use of the form: who uses these alone, anywhere, has nothing kept. */
  idleBy?: readonly string[];
  /** Options of other calls that hold it as a fallback alone: `insuranceLimiter`. */
  insures?: readonly string[];
  /** Settings that leave a part in memory even so. */
  half?: readonly { options: readonly OptionPath[]; note: string }[];
  /** Exports of the same packages that keep their data elsewhere. */
  siblings?: readonly ExportPath[];
  /** Where a default was looked up, for packages whose documentation does not make it plain: version and what was seen. */
  source?: string;
  /** Why it is safe, after the name of the package, where that is no store outside of the process. */
  safeBecause?: string;
  remedy: { title: string; code: string };
}

/** A property of an argument, or one inside it: `store`, `rateLimit.storage`; `*` stands for any key. */
export type OptionPath = string;

/** One way in which a call says that its data lives elsewhere. */
export type Safeguard =
  /** One of these options of any argument is given, with a value (of `is`, where named) that is not itself kept in the process. */
  | { options: readonly OptionPath[]; is?: readonly (string | boolean | number)[] }
  /** This argument is one of `is`, or without it a connection string or an instance that is not itself kept in the process. */
  | { argument: number; is?: readonly (string | boolean)[] }
  /** One of these methods of the result is called: `io.adapter(…)`. */
  | { after: readonly string[] };

/** The result of looking at one call: `fallback` is memory only when something is not configured, `unknown` cannot be seen. */
export type Placement = 'in-process' | 'shared' | 'fallback' | 'unknown';

/** A call as the tables see it; whoever holds facts provides it. */
export interface CallView {
  arguments: readonly ArgumentView[];
  /** Names of methods called on the result, and of other members that are used. */
  methods: readonly string[];
}

/** A value as far as the source tells. */
export type ArgumentView =
  | { kind: 'literal'; value: string | number | boolean | null | undefined }
  /** `open`: it has spreads or computed keys, so that a missing option may be there after all. */
  | { kind: 'object'; option(key: string): ArgumentView | undefined; open: boolean }
  | { kind: 'list'; of: readonly ArgumentView[] }
  /** Made by a package's export (`rate-limit-redis`, `RedisStore`) or by the host (`global`, `Map`). */
  | { kind: 'made'; package: string; path: ExportPath; call?: CallView }
  /** `a ?? b`, `c ? a : b` */
  | { kind: 'either'; of: readonly ArgumentView[] }
  /** Anything else that is there: an instance of a class of the project, a function. */
  | { kind: 'other' }
  | { kind: 'unknown' };

/** Exports whose instances hold connections or settings rather than data of requests. */
export interface HandleEntry {
  packages: readonly (string | RegExp)[];
  /** All exports, unless named. */
  exports?: readonly ExportPath[];
  what: 'database' | 'cloud' | 'http' | 'logger' | 'tracer' | 'mail' | 'ai' | 'payments' | 'queue' | 'auth' | 'other';
  /** It holds a socket, which belongs to one request on platforms that say so (Cloudflare Workers). */
  socket?: true;
}

/** Exports whose results do not change once they are made, or that a framework owns. */
export interface PureEntry {
  packages: readonly (string | RegExp)[];
  exports?: readonly ExportPath[];
  what: 'schema' | 'framework' | 'constant' | 'function';
}

/** Handles that, against the rule for handles, have to be made for each request on one platform. */
export interface RequestBound {
  packages: readonly string[];
  exports: readonly ExportPath[];
  made: 'called' | 'constructed' | 'either';
  platform: 'cloudflare-workers' | 'netlify';
  /** `load`: only while the module is evaluated. `kept`: in anything that outlives the request. */
  harm: 'load' | 'kept';
  /** Options that make it work anywhere. */
  unless?: readonly string[];
  /** What a user will see, after the name of the handle. */
  fails: string;
  remedy: { title: string; code: string };
}
/**
 * Objects that keep what they are told for everybody who uses them: settings of packages and of the host, containers of frameworks, emitters.
 * To hold one at module level is fine; what requests tell it decides.
 */
export interface StatefulEntry {
  /** `global` for the host's. */
  packages: readonly string[];
  /** The object itself (`default`), or what makes it: `createClient()` when called, `EventEmitter` when constructed. */
  exports: readonly ExportPath[];
  /**
   * `setting`: it decides how others work. `container`: it holds data, whose role is told as for any other. `emitter`: who listens on one instance
   * hears nothing of what is emitted on another.
   */
  kind: 'setting' | 'container' | 'emitter';
  /** What its methods do to it, by path from the object (`auth.setSession`); `*` stands for any last name. */
  methods?: Readonly<Record<string, StatefulMethod>>;
  /** Methods that, given arguments, work with those alone; absent where nobody knows of any. */
  apart?: readonly string[];
  /** Members whose assignment changes it; `*` for all. */
  members?: readonly string[];
}

export interface StatefulMethod {
  operation: Operation;
  /** Position of the argument that is kept. */
  value?: number;
}

/** The entry that speaks of a member of an object, and the way from the object to the member. */
export type FindStateful = (
  packageName: string,
  path: readonly string[],
) => { entry: StatefulEntry; object: ExportPath; rest: readonly string[] } | undefined;
