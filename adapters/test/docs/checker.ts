/** One TypeScript program over all code blocks, each a module of its own that imports this package's sources under its published names. */
import ts from 'typescript';
import { blocks, PACKAGE, type Block } from './blocks.js';

/** As the compiler writes paths, on Windows too. */
const ROOT = PACKAGE.replaceAll('\\', '/');

const checked = blocks.filter(({ language }) => language === 'ts');
const fileOf = ({ page, line }: Block): string => `${ROOT}docs/${page.replace(/\W/g, '-')}-${line}.block.ts`;

const virtual = new Map(checked.map((block) => [fileOf(block), block.code]));

function makeProgram(): ts.Program {
  const { config } = ts.readConfigFile(`${ROOT}tsconfig.json`, (path) => ts.sys.readFile(path)) as {
    config: unknown;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, PACKAGE);
  const host = ts.createCompilerHost(options);
  const onDisk = { ...host };
  host.fileExists = (path) => virtual.has(path) || onDisk.fileExists(path);
  host.readFile = (path) => virtual.get(path) ?? onDisk.readFile(path);
  host.getSourceFile = (path, version, ...how) => {
    const text = virtual.get(path);
    return text === undefined ? onDisk.getSourceFile(path, version, ...how) : ts.createSourceFile(path, text, version);
  };
  return ts.createProgram({
    rootNames: [...virtual.keys(), `${ROOT}src/state.ts`],
    options: {
      ...options,
      noUnusedLocals: false,
      noUnusedParameters: false,
      paths: {
        '@coldstate/adapters': [`${ROOT}src/index.ts`],
        '@coldstate/adapters/conformance': [`${ROOT}src/conformance/index.ts`],
        '@coldstate/adapters/*': [`${ROOT}src/*.ts`],
      },
    },
    host,
  });
}

let made: ts.Program | undefined;
const program = (): ts.Program => (made ??= makeProgram());

/** What the compiler says of the blocks, each with its place in the guide. */
export function complaints(): string[] {
  return checked.flatMap((block) => {
    const file = program().getSourceFile(fileOf(block));
    const found = [...program().getSyntacticDiagnostics(file), ...program().getSemanticDiagnostics(file)];
    return found.map(({ messageText, start = 0 }) => {
      const line = block.line + (file?.getLineAndCharacterOfPosition(start).line ?? 0);
      return `${block.page}:${line} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
  });
}

export interface Described {
  /** `sharedMap`. */
  readonly constructedBy: string;
  readonly operations: readonly string[];
  readonly options: readonly string[];
}

/** What `role` can be. */
export function roles(): string[] {
  const checker = program().getTypeChecker();
  const types = program().getSourceFile(`${ROOT}src/collections/types.ts`);
  const role = types?.statements.find((one) => ts.isTypeAliasDeclaration(one) && one.name.text === 'Role');
  const type = role && checker.getTypeAtLocation(role);
  return type?.isUnion() === true ? type.types.flatMap((one) => (one.isStringLiteral() ? [one.value] : [])) : [];
}

/** Every constructor of `Collections`, with the methods of what it makes and the names of its options. */
export function collections(): Described[] {
  const checker = program().getTypeChecker();
  const file = program().getSourceFile(`${ROOT}src/state.ts`);
  const declared = file?.statements.find((one) => ts.isInterfaceDeclaration(one) && one.name.text === 'Collections');
  if (declared === undefined || !ts.isInterfaceDeclaration(declared)) throw new Error('state.ts has no Collections.');
  return checker.getPropertiesOfType(checker.getTypeAtLocation(declared)).map((constructor) => {
    const [signature] = checker.getTypeOfSymbol(constructor).getCallSignatures();
    const options = signature?.parameters[1];
    if (signature === undefined || options === undefined) throw new Error('A constructor takes a name and options.');
    const made = checker.getPropertiesOfType(signature.getReturnType()).map(({ name }) => name);
    return {
      constructedBy: constructor.name,
      operations: made
        .filter((name) => name !== 'name')
        .map((name) => (name.startsWith('__@asyncIterator') ? 'for await' : name)),
      options: checker
        .getPropertiesOfType(checker.getNonNullableType(checker.getTypeOfSymbol(options)))
        .map(({ name }) => name),
    };
  });
}
