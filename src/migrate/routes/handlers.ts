/** Which functions an entry point of the report starts, found in the edited program. */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { descendants, isFunction, type FunctionNode } from '../nodes.js';
import type { PlannedEntry } from '../types.js';
import type { Walk } from './walk.js';

/** `line`: where it is in the edited file. */
export function handlersOf(code: Code, walk: Walk, entry: PlannedEntry): readonly FunctionNode[] {
  const file = code.file(entry.file);
  if (file === undefined) return [];
  const there = [...descendants(file)].filter((node) => lineOf(file, node) === entry.line);
  const registered = there.filter(ts.isCallExpression).filter((call) => isRegistration(call, entry));
  for (const call of registered) {
    const functions = call.arguments.flatMap((argument) => walk.handlersIn(argument));
    if (functions.length > 0) return functions;
  }
  const exported = exportedAs(code, file, entry.name).flatMap((node) => walk.handlersIn(node));
  if (exported.length > 0) return exported;
  const named = there.filter((node) => 'name' in node && (node.name as ts.Node | undefined)?.getText() === entry.name);
  const functions = [...named, ...there.filter(isFunction)].flatMap((node) => walk.handlersIn(node));
  return functions.slice(0, 1);
}

const lineOf = (file: ts.SourceFile, node: ts.Node): number =>
  file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;

/** `app.get('/links', list)`: chains begin on one line, so the path decides. */
function isRegistration({ arguments: args, expression }: ts.CallExpression, { route }: PlannedEntry): boolean {
  const [first] = args;
  if (args.length === 0) return false;
  if (route === undefined) return true;
  if (first === undefined || !ts.isStringLiteralLike(first)) return !ts.isPropertyAccessExpression(expression);
  const [verb = '', address = verb] = route.split(' ');
  const isAddress = address.endsWith(first.text === '/' ? '' : first.text);
  const method = ts.isPropertyAccessExpression(expression) ? expression.name.text : '';
  return isAddress && (verb === address || method.toLowerCase() === verb.toLowerCase());
}

function exportedAs({ checker }: Code, file: ts.SourceFile, name: string): ts.Node[] {
  const module = checker.getSymbolAtLocation(file);
  const symbol = module && checker.getExportsOfModule(module).find((one) => one.name === name);
  const real = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const declaration = real?.valueDeclaration;
  if (declaration === undefined) return [];
  // `exports.handler = …` is declared by what it is assigned to.
  return [ts.isPropertyAccessExpression(declaration) ? declaration.parent : declaration];
}
