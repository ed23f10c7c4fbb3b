import type { ModuleFacts } from '../model/facts.js';
import type { Program } from '../syntax/parse.js';
import { hoistedVariables, lexicalDeclarations } from '../syntax/scope.js';
import { declare, emptyFacts, moduleContext } from './context.js';
import { directivesOf } from './functions.js';
import { execute } from './statements.js';

/** What one parsed file says, as plain data. Pure: the same program gives the same facts. */
export function factsOf(file: string, program: Program): ModuleFacts {
  const facts = emptyFacts(file);
  facts.directives = directivesOf(program);
  facts.esm = program.body.some((node) => /^(Import|Export)/.test(node.type));
  const cx = moduleContext(facts);
  for (const declaration of hoistedVariables(program)) declare(cx, declaration);
  for (const declaration of lexicalDeclarations(program.body)) declare(cx, declaration);
  for (const statement of program.body) execute(statement, cx);
  return facts;
}
