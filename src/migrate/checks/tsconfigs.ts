/** Which `tsconfig.json` a file is checked by: several in a monorepo, and none for some files. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ts } from 'ts-morph';

/** Absolute paths, and the files that none covers. `files` are absolute; nothing above `top` is asked. */
export function coveringConfigs(top: string, files: readonly string[]): { configs: string[]; uncovered: string[] } {
  const configs = new Set<string>();
  const read = new Map<string, Project>();
  const project = (path: string): Project => {
    const known = read.get(path) ?? readProject(path);
    read.set(path, known);
    return known;
  };
  const uncovered = files.filter((file) => {
    const found = configFor(top, file, project);
    if (found !== undefined) configs.add(found);
    return found === undefined;
  });
  return { configs: [...configs], uncovered };
}

interface Project {
  readonly files: ReadonlySet<string>;
  readonly references: readonly string[];
}

function configFor(top: string, file: string, project: (path: string) => Project): string | undefined {
  for (let dir = dirname(file); ; dir = dirname(dir)) {
    const config = join(dir, 'tsconfig.json');
    const found = existsSync(config) ? covering(config, file, project, new Set()) : undefined;
    if (found !== undefined || dir === top || dir === dirname(dir)) return found;
  }
}

/** A solution holds no files of its own, and refers to the projects that do. */
function covering(
  config: string,
  file: string,
  project: (path: string) => Project,
  seen: Set<string>,
): string | undefined {
  if (seen.has(config)) return undefined;
  seen.add(config);
  const { files, references } = project(config);
  if (files.has(file)) return config;
  for (const reference of references) {
    const found = covering(reference, file, project, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

function readProject(path: string): Project {
  const { config } = ts.readConfigFile(path, (file) => readFileSync(file, 'utf8')) as { config?: object };
  const { fileNames, projectReferences } = ts.parseJsonConfigFileContent(
    config ?? {},
    ts.sys,
    dirname(path),
    undefined,
    path,
  );
  return {
    files: new Set(fileNames.map((name) => resolve(name))),
    references: (projectReferences ?? [])
      .map(({ path: to }) => (statSync(to, { throwIfNoEntry: false })?.isDirectory() ? join(to, 'tsconfig.json') : to))
      .filter((to) => existsSync(to)),
  };
}
