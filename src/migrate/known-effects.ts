/** What is known of the language, of Node and of packages: what only computes or reads, and what changes what it is called on. */

/** Globals whose members change nothing. */
export const PURE_OBJECTS: ReadonlySet<string> = new Set([
  ...[
    'Math',
    'Number',
    'String',
    'Boolean',
    'JSON',
    'Date',
    'BigInt',
    'Intl',
    'Object',
    'Array',
    'Symbol',
    'URL',
    'Buffer',
  ],
  ...['performance', 'Reflect', 'Response', 'RegExp', 'Error', 'structuredClone', 'TextEncoder', 'TextDecoder'],
]);
export const PURE_FUNCTIONS: ReadonlySet<string> = new Set([
  ...[
    'String',
    'Number',
    'Boolean',
    'BigInt',
    'Symbol',
    'parseInt',
    'parseFloat',
    'isNaN',
    'isFinite',
    'structuredClone',
  ],
  ...['encodeURIComponent', 'decodeURIComponent', 'encodeURI', 'decodeURI', 'atob', 'btoa', 'Array', 'Object', 'Date'],
]);
export const PURE_CLASSES: ReadonlySet<string> = new Set([
  ...['Date', 'Map', 'Set', 'Array', 'Object', 'URL', 'URLSearchParams', 'RegExp', 'Error', 'TypeError', 'RangeError'],
  ...[
    'SyntaxError',
    'Uint8Array',
    'TextEncoder',
    'TextDecoder',
    'WeakMap',
    'WeakSet',
    'Headers',
    'Response',
    'Request',
  ],
]);
/** Methods that only read, and change at most what they are called on, whatever has them: for code without types. */
export const READING: ReadonlySet<string> = new Set([
  ...[
    'at',
    'charAt',
    'charCodeAt',
    'concat',
    'endsWith',
    'entries',
    'every',
    'filter',
    'find',
    'findIndex',
    'flat',
    'flatMap',
  ],
  ...[
    'forEach',
    'getTime',
    'has',
    'includes',
    'indexOf',
    'join',
    'keys',
    'lastIndexOf',
    'length',
    'map',
    'match',
    'padEnd',
  ],
  ...[
    'padStart',
    'reduce',
    'repeat',
    'replace',
    'replaceAll',
    'slice',
    'some',
    'split',
    'startsWith',
    'substring',
    'test',
  ],
  ...['toFixed', 'toISOString', 'toLowerCase', 'toString', 'toUpperCase', 'trim', 'values', 'valueOf'],
  ...['push', 'pop', 'shift', 'unshift', 'splice', 'sort', 'reverse', 'fill'],
]);
/** By module: what only computes, though it may give something else each time. */
export const PURE_MODULES: Readonly<Record<string, ReadonlySet<string> | 'all'>> = {
  crypto: new Set([
    'randomUUID',
    'randomBytes',
    'randomInt',
    'createHash',
    'createHmac',
    'timingSafeEqual',
    'scryptSync',
    'pbkdf2Sync',
  ]),
  path: 'all',
  url: 'all',
  nanoid: 'all',
  uuid: 'all',
  ms: 'all',
  // Answers are only made here; a framework sends them.
  'next/server': new Set(['NextResponse']),
};
/** Of values of the language (strings, arrays, Maps, dates, hashes): they change at most what they are called on. */
export const LANGUAGE_FILE = /[\\/]lib\.[\w.]+\.d\.ts$|[\\/]@types[\\/]node[\\/](buffer|crypto|url|path)[\w.]*\.d\.ts$/;

/** Methods that change what they are called on. */
export const CHANGING: ReadonlySet<string> = new Set([
  ...[
    'push',
    'pop',
    'shift',
    'unshift',
    'splice',
    'sort',
    'reverse',
    'fill',
    'copyWithin',
    'set',
    'add',
    'delete',
    'clear',
  ],
  'append',
]);

/** `console.log` and its like are methods of the language's files as well. */
export const WORLD: ReadonlySet<string> = new Set([
  'Console',
  'Storage',
  'Document',
  'Window',
  'Body',
  'Response',
  'EventTarget',
]);
