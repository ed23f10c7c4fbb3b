/** How entries under a key are asked for and changed, in a Map and in an object. */
export interface Container {
  get: (key: string) => string;
  /** `get` where a value is known to be there. */
  sure: (key: string) => string;
  has: (key: string) => string;
  set: (key: string, value: string) => string;
  delete: (key: string) => string;
  readonly size: string;
  readonly keys: string;
  readonly values: string;
  readonly entries: string;
  /** `delete` says whether there was one. */
  readonly deleteTells: boolean;
}

export const MAP: Container = {
  get: (key) => `@.get(${key})`,
  sure: (key) => `@.get(${key})«ts:!»`,
  has: (key) => `@.has(${key})`,
  set: (key, value) => `@.set(${key}, ${value})`,
  delete: (key) => `@.delete(${key})`,
  size: '@.size',
  keys: '@.keys()',
  values: '@.values()',
  entries: '@',
  deleteTells: true,
};

export const OBJECT: Container = {
  get: (key) => `@[${key}]`,
  sure: (key) => `@[${key}]«ts:!»`,
  has: (key) => `(${key} in @)`,
  set: (key, value) => `@[${key}] = ${value}`,
  delete: (key) => `delete @[${key}]`,
  size: 'Object.keys(@).length',
  keys: 'Object.keys(@)',
  values: 'Object.values(@)',
  entries: 'Object.entries(@)',
  deleteTells: false,
};
