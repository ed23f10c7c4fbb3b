import { spawn } from 'node:child_process';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node.js';

/** The language server of ESLint as VS Code and Zed run it, and an editor that speaks with it over its protocol. */

interface Position {
  line: number;
  character: number;
}

export interface Range {
  start: Position;
  end: Position;
}

export interface Diagnostic {
  range: Range;
  message: string;
  code: string;
  severity: number;
  codeDescription?: { href: string };
}

export interface TextEdit {
  range: Range;
  newText: string;
}

interface CodeAction {
  title: string;
  command?: { command: string; arguments: unknown[] };
}

interface ApplyEdit {
  edit: { documentChanges: { edits: TextEdit[] }[] };
}

export interface Editor {
  /** Opens a text, or shows the server what it has become. */
  type(file: string, text: string): Promise<Diagnostic[]>;
  actions(file: string, at: Diagnostic): Promise<CodeAction[]>;
  /** What the server writes when an action is chosen. */
  choose(action: CodeAction): Promise<TextEdit[]>;
  close(): Promise<void>;
}

const SERVER = 'node_modules/vscode-langservers-extracted/bin/vscode-eslint-language-server';

const SETTINGS = {
  ...{ validate: 'on', run: 'onType', quiet: false, onIgnoredFiles: 'off', packageManager: 'npm', format: false },
  ...{ useESLintClass: true, useFlatConfig: true, experimental: {}, options: {}, rulesCustomizations: [] },
  ...{ nodePath: null, workingDirectory: { mode: 'location' }, problems: { shortenToSingleLine: false } },
  codeAction: {
    disableRuleComment: { enable: false, location: 'separateLine' },
    showDocumentation: { enable: false },
  },
  codeActionOnSave: { enable: false, mode: 'all' },
};

/** An answer of the user, who trusts this ESLint. */
const APPROVED = 4;

/** `tools` is where the server is installed. */
export async function openEditor(root: string, tools: string): Promise<Editor> {
  const child = spawn(process.execPath, [join(tools, SERVER), '--stdio'], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const workspaceFolder = { uri: pathToFileURL(root).href, name: basename(root) };
  const versions = new Map<string, number>();
  let applied: (edits: TextEdit[]) => void = () => undefined;
  connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) =>
    items.map(() => ({ ...SETTINGS, workspaceFolder })),
  );
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('workspace/diagnostic/refresh', () => null);
  connection.onRequest('workspace/workspaceFolders', () => [workspaceFolder]);
  connection.onRequest('eslint/confirmESLintExecution', () => APPROVED);
  connection.onRequest('workspace/applyEdit', ({ edit }: ApplyEdit) => {
    applied(edit.documentChanges.flatMap(({ edits }) => edits));
    return { applied: true };
  });
  connection.listen();
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: workspaceFolder.uri,
    workspaceFolders: [workspaceFolder],
    capabilities: {
      workspace: {
        configuration: true,
        workspaceFolders: true,
        applyEdit: true,
        workspaceEdit: { documentChanges: true },
      },
      textDocument: { diagnostic: {}, codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } } },
    },
  });
  await connection.sendNotification('initialized', {});
  const uriOf = (file: string): string => pathToFileURL(file).href;

  return {
    async type(file, text) {
      const uri = uriOf(file);
      const version = (versions.get(uri) ?? 0) + 1;
      versions.set(uri, version);
      if (version === 1) {
        const textDocument = { uri, languageId: 'javascript', version, text };
        await connection.sendNotification('textDocument/didOpen', { textDocument });
      } else {
        const changed = { textDocument: { uri, version }, contentChanges: [{ text }] };
        await connection.sendNotification('textDocument/didChange', changed);
      }
      const { items } = await connection.sendRequest<{ items: Diagnostic[] }>('textDocument/diagnostic', {
        textDocument: { uri },
      });
      return items;
    },
    actions: (file, at) =>
      connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
        textDocument: { uri: uriOf(file) },
        range: at.range,
        context: { diagnostics: [at] },
      }),
    async choose({ command }) {
      if (!command) throw new Error('an action without a command');
      const edits = new Promise<TextEdit[]>((resolve) => {
        applied = resolve;
      });
      await connection.sendRequest('workspace/executeCommand', command);
      return edits;
    },
    async close() {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      connection.dispose();
      child.kill();
    },
  };
}
