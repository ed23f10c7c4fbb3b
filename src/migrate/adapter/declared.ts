/** A declaration to paste, with a life that one may say. */
import { ts } from 'ts-morph';
import { construction } from '../declare.js';
import { styleOf } from '../style.js';
import type { AdapterChoice } from '../types.js';

export const EXAMPLE = '24h';

/** `const sessions = sharedMap('app.sessions', { role: 'session', ttl: { s: 86_400 } });` */
export function declared(declaration: ts.Node, choice: AdapterChoice): string {
  const file = declaration.getSourceFile();
  const name =
    ts.isVariableDeclaration(declaration) || ts.isPropertyDeclaration(declaration) ? declaration.name : undefined;
  const left = name ? name.getText() : ts.isBinaryExpression(declaration) ? declaration.left.getText() : choice.name;
  const word = ts.isVariableDeclaration(declaration) ? 'const ' : '';
  return `${word}${left} = ${construction(file, choice)}${styleOf(file).semicolon}`;
}
