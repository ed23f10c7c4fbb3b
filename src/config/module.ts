/** Modules of a project that are run here. */

interface ModuleOptions {
  readonly alias?: Record<string, string>;
  /** Its default export, where it has one. */
  readonly default?: true;
}

/** By jiti, whatever the extension: Node 20 does not read TypeScript, and `import` would give the first version of a file for ever. */
export async function moduleAt(path: string, { alias = {}, ...options }: ModuleOptions = {}): Promise<unknown> {
  const { createJiti } = await import('jiti');
  return createJiti(path, { fsCache: false, moduleCache: false, alias }).import(path, options);
}
