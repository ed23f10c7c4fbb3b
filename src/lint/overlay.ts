import type { Read } from '../audit/judged.js';
import { readModule } from '../reading/module.js';
import type { Parser } from '../syntax/parse.js';

/** What was read of a project, with the text of one file in place of what lies on disk. */
export function overlaid(read: Read, file: string, text: string, parser: Parser): Read {
  const own = readModule(parser, file, text);
  const facts = read.facts.filter((module) => module.file !== file);
  const at = read.facts.findIndex((module) => module.file === file);
  return {
    ...read,
    source: (path) => (path === file ? text : read.source(path)),
    // In its place: the order of files decides which of several names comes first.
    facts: 'facts' in own ? facts.toSpliced(at < 0 ? facts.length : at, 0, own.facts) : facts,
  };
}
