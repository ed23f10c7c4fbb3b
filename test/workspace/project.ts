import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Writes a project to a directory of its own, which goes when the test ends. Objects are written as JSON. */
export function project(files: Record<string, string | Buffer | object>): string {
  const root = mkdtempSync(join(realpathSync(tmpdir()), 'coldstate-workspace-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true, force: true });
  });
  write(root, files);
  return root;
}

export function write(root: string, files: Record<string, string | Buffer | object>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    const isText = typeof content === 'string' || Buffer.isBuffer(content);
    writeFileSync(join(root, path), isText ? content : JSON.stringify(content));
  }
}
