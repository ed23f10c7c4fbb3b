import { statSync } from 'node:fs';

/** Never throws: `throwIfNoEntry: false` still does for `file.json/inner` and for links that lead in circles. */
export function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
