/** `f(v = m.get(k))`: a default cannot wait, so it moves to the first line of the body. */
import { ts } from 'ts-morph';
import type { Draft } from './draft.js';
import { isTypeScript, separatorBefore } from './layout.js';
import type { Reason } from './notes.js';
import type { Func, Wait } from './words.js';

export function moveDefault(
  draft: Draft,
  func: Func,
  parameter: ts.ParameterDeclaration,
  { node, stores, text }: Wait,
): Reason | undefined {
  const { name, initializer } = parameter;
  const first = func.body && ts.isBlock(func.body) ? func.body.statements[0] : undefined;
  const isLast = func.parameters.at(-1) === parameter;
  if (!ts.isIdentifier(name) || initializer !== node || first === undefined || !isLast) {
    return {
      code: 'INITIALISER',
      why: `${node.getText()} is the default of a parameter, which cannot wait`,
      advice: 'Take the parameter as it comes, and compute its default in the body.',
      replacement: computedInBody(name, node, text),
    };
  }
  const cause = { reason: 'a default cannot wait', stores };
  const semicolon = first.getText().endsWith(';') || first.getText().endsWith('}') ? ';' : '';
  const statement = `if (${name.text} === undefined) ${name.text} = await ${text ?? node.getText()}${semicolon}`;
  draft.replace(parameter, name.end, parameter.end, optional(draft, parameter), cause);
  draft.insert(parameter, first.getStart(), statement + separatorBefore(first), cause);
  return undefined;
}

/** `if (v === undefined) v = await …`, or the pattern taken apart in the body. */
function computedInBody(name: ts.BindingName, node: ts.Node, text: string | undefined): string {
  const waiting = `await ${text ?? node.getText()}`;
  if (ts.isIdentifier(name)) return `if (${name.text} === undefined) ${name.text} = ${waiting};`;
  const at = node.getStart() - name.getStart();
  const pattern = name.getText();
  return `const ${pattern.slice(0, at)}${waiting}${pattern.slice(at + node.getText().length)} = given;`;
}

function optional({ code }: Draft, parameter: ts.ParameterDeclaration): string {
  if (!isTypeScript(parameter.getSourceFile())) return '';
  const { type } = parameter;
  const { checker } = code;
  return `?: ${type?.getText() ?? checker.typeToString(checker.getTypeAtLocation(parameter), parameter)}`;
}
