/** Names that collections of the project have already: a new store under one of them would share their entries. */

/** The package, or the folder that `--adapters inline` makes of it. */
const ADAPTERS = /['"](?:@coldstate\/adapters|\.{1,2}\/(?:[^'"]*\/)?coldstate)[/'"]/;
const NAMED = /\b(?:shared[A-Z]\w*|rateLimiter|lock|sequence)(?:<[^()]*?>)?\(\s*(['"`])([\w.-]+)\1/g;

export function namesThere({ files }: { readonly files: readonly { readonly text: string }[] }): Set<string> {
  return new Set(
    files
      .filter(({ text }) => ADAPTERS.test(text))
      .flatMap(({ text }) => [...text.matchAll(NAMED)].map(([, , name = '']) => name)),
  );
}
