import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openWorkspace, WorkspaceError } from '../../src/workspace/index.js';
import { project } from './project.js';

function failureOf(directory: string): WorkspaceError {
  try {
    openWorkspace(directory);
  } catch (error) {
    if (error instanceof WorkspaceError) return error;
    throw error;
  }
  throw new Error('it opened');
}

describe('a directory that cannot be audited', () => {
  it('is named when it does not exist', () => {
    const missing = join(project({}), 'shortner');
    expect(failureOf(missing)).toMatchObject({ code: 'not-found', directory: missing });
    expect(failureOf(missing).message).toBe(
      `${missing}: there is no such directory. Check the path, or run coldstate in the project itself`,
    );
  });

  it('is said to be a file when it is one, with the command for its directory', () => {
    const root = project({ 'server.ts': '' });
    const error = failureOf(join(root, 'server.ts'));
    expect(error.code).toBe('not-a-directory');
    expect(error.message).toContain(`coldstate audit ${root}`);
  });

  it('counts as missing below a file', () => {
    const root = project({ 'server.ts': '' });
    expect(failureOf(join(root, 'server.ts', 'api')).code).toBe('not-found');
  });

  it('is unreadable when links lead in circles, and keeps the cause', () => {
    const root = project({});
    symlinkSync(join(root, 'b'), join(root, 'a'));
    symlinkSync(join(root, 'a'), join(root, 'b'));
    const error = failureOf(join(root, 'a'));
    expect(error.code).toBe('unreadable');
    expect(error.cause).toMatchObject({ code: 'ELOOP' });
  });

  it('tells what was left out when no source remains', () => {
    const root = project({
      'README.md': '',
      'session.test.ts': '',
      'types.d.ts': '',
      'cache.ts': '',
      '.gitignore': 'cache.ts',
    });
    const error = failureOf(root);
    expect(error.code).toBe('no-source');
    expect(error.message).toContain('(left out: 1 declarations, 1 ignored, 1 tests)');
    expect(error.message).toContain('.gitignore');
  });
});
