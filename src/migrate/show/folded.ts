/** Files of a folder that a migration made whole are named as the folder: nobody reads seventy names. */
import { counted } from '../../report/text.js';

const SIGN = '/.coldstateignore';

/** Folders among files that hold the adapters, without a slash at the end. */
export const adapterFolders = (files: readonly string[]): string[] =>
  files.filter((file) => file.endsWith(SIGN)).map((file) => file.slice(0, -SIGN.length));

/** `src/a.ts` and `src/coldstate/ (73 files)`. */
export function folded(files: readonly string[]): string[] {
  const folders = adapterFolders(files);
  const isIn = (file: string, folder: string): boolean => file.startsWith(`${folder}/`);
  return [
    ...files.filter((file) => !folders.some((folder) => isIn(file, folder))),
    ...folders.map((folder) => `${folder}/ (${counted(files.filter((file) => isIn(file, folder)).length, 'file')})`),
  ];
}

/** The same as a number: `4 files and src/coldstate/`. */
export function countedFiles(files: readonly string[]): string {
  const folders = adapterFolders(files);
  const others = folded(files).length - folders.length;
  return [counted(others, 'file'), ...folders.map((folder) => `${folder}/`)].join(' and ');
}
