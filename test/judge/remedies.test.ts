import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { remediesOf } from '../../src/judge/remedies.js';
import { ROLES, type Form } from '../../src/model/words.js';

const FORMS: readonly Form[] = ['map', 'set', 'scalar', 'array', 'object'];

/** What the code takes from around it. */
const SURROUNDINGS = `
declare const key: string, client: string, limit: number, windowMs: number;
declare const value: object, member: string, entry: object, item: object;
`;

describe('the code of a remedy', () => {
  it('is accepted by the types of the adapters, whatever the role and the form', () => {
    const remedies = ROLES.flatMap((role) => FORMS.flatMap((form) => remediesOf(role, 'Keeper.kept', form)));
    const codes = new Set(remedies.flatMap(({ kind, code }) => (kind === 'adapter' && code ? [code] : [])));
    expect(codes.size).toBeGreaterThan(10);
    expect(typeErrors([...codes].map((code) => code + SURROUNDINGS))).toEqual([]);
  });
});

function typeErrors(sources: readonly string[]): string[] {
  const texts = new Map(sources.map((text, index) => [join(import.meta.dirname, `remedy-${index}.mts`), text]));
  const options: ts.CompilerOptions = {
    ...{ strict: true, noEmit: true, skipLibCheck: true, types: [] },
    ...{ target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext },
  };
  const host = ts.createCompilerHost(options);
  const onDisk = { fileExists: host.fileExists.bind(host), readFile: host.readFile.bind(host) };
  host.fileExists = (file) => texts.has(file) || onDisk.fileExists(file);
  host.readFile = (file) => texts.get(file) ?? onDisk.readFile(file);
  return ts
    .getPreEmitDiagnostics(ts.createProgram([...texts.keys()], options, host))
    .map(({ file, messageText }) => `${file?.text ?? ''}\n${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
}
