import type { ModuleFacts } from '../model/facts.js';
import type { Program } from '../syntax/parse.js';
import { emptyFacts, moduleContext, type OnReference } from './context.js';
import { directivesOf, runBody } from './functions.js';

/** What one parsed file says, as plain data. Pure: the same program gives the same facts. */
export function factsOf(file: string, program: Program, onReference?: OnReference): ModuleFacts {
  const facts = emptyFacts(file);
  facts.directives = directivesOf(program);
  facts.esm = program.body.some((node) => /^(Import|Export)/.test(node.type));
  runBody(program, moduleContext(facts, onReference));
  return facts;
}
