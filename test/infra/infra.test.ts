import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { coldstate, temporaryDirectory } from '../cli/fake-host.js';
import { rendered, SETUP_NAMES } from './rendered.js';

const FORMATS = { terraform: 'tf', cloudformation: 'yaml', sam: 'yaml', cdk: 'ts' } as const;
const COMBINATIONS = Object.entries(FORMATS).flatMap(([format, extension]) =>
  SETUP_NAMES.map((setup) => ({ format, extension, setup })),
);

function project(files: Record<string, string>): string {
  const cwd = temporaryDirectory();
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(join(cwd, file, '..'), { recursive: true });
    writeFileSync(join(cwd, file), text);
  }
  return cwd;
}

const infra = (args: readonly string[], files: Record<string, string> = {}) =>
  coldstate(['infra', ...args], { host: { cwd: project(files) } });

describe('coldstate infra', () => {
  it.each(COMBINATIONS)('prints $setup for $format', async ({ format, extension, setup }) => {
    // Another ending, or tools would take the snapshots for sources of this project.
    const file = `__snapshots__/${setup}.${format}.${extension}.txt`;
    await expect(await rendered(format, setup)).toMatchFileSnapshot(file);
  });

  it.each(COMBINATIONS)('puts the name that is asked for into $setup for $format', async ({ format, setup }) => {
    expect(await rendered(format, setup, '--name', 'shop-state')).toContain('shop-state');
  });

  it('says what it does, and gives examples', async () => {
    const { code, stdout } = await coldstate(['infra', '--help']);
    expect(code).toBe(0);
    await expect(stdout).toMatchFileSnapshot('__snapshots__/help.txt');
  });
});

describe('the format', () => {
  const SAM = 'AWSTemplateFormatVersion: "2010-09-09"\nTransform: AWS::Serverless-2016-10-31\n';
  const PLAIN = 'AWSTemplateFormatVersion: "2010-09-09"\nResources: {}\n';

  it.each([
    ['serverless.yml', 'service: shop\n', 'CloudFormation'],
    ['serverless.ts', 'export default { service: "shop" };\n', 'CloudFormation'],
    ['template.yaml', SAM, 'SAM'],
    ['template.yaml', PLAIN, 'CloudFormation'],
    ['samconfig.toml', 'version = 0.1\n', 'SAM'],
    ['cdk.json', '{ "app": "node bin/shop.js" }\n', 'CDK'],
    ['main.tf', 'terraform {}\n', 'Terraform'],
    ['services/api/main.tf', 'terraform {}\n', 'Terraform'],
  ])('is what the project has: %s', async (file, text, title) => {
    const { code, stderr } = await infra([], { [file]: text });
    expect({ code, said: stderr.startsWith(`coldstate: ${title}, because of ${file} (`) }).toEqual({
      code: 0,
      said: true,
    });
  });

  it('is that of the file nearest to the root', async () => {
    const { stderr } = await infra([], {
      'cdk.json': '{}',
      'examples/main.tf': '',
      'node_modules/a/serverless.yml': '',
    });
    expect(stderr).toBe('coldstate: CDK, because of cdk.json (--format for another: cloudformation, sam, terraform)\n');
  });

  it('is Terraform where nothing says anything, and it is told', async () => {
    const { stdout, stderr } = await infra([], { 'package.json': '{}' });
    expect(stdout).toContain('resource "aws_dynamodb_table"');
    expect(stderr).toBe(
      'coldstate: Terraform, for nothing here says what describes the infrastructure (--format for another: cdk, cloudformation, sam)\n',
    );
  });

  it('is looked for in the directory that is named', async () => {
    const { stderr } = await infra(['services/api'], { 'services/api/cdk.json': '{}', 'main.tf': '' });
    expect(stderr).toContain('CDK, because of cdk.json');
  });
});

it('says what can be where something cannot', async () => {
  const requests = [
    ['--format', 'teraform'],
    ['--format', 'pulumi'],
    ['--to', 'dynamo'],
    ['--external'],
    ['--name', 'my table!'],
    ['--name', 'x'],
    ['--to', 'redis', '--name', 'Shop_State'],
    ['--to', 'redis', '--external', '--name', 'shop url'],
    ['nowhere'],
  ];
  const said: string[] = [];
  for (const args of requests) {
    const { code, stdout, stderr } = await infra(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    said.push(`$ coldstate infra ${args.join(' ')}\n${stderr}`);
  }
  await expect(said.join('\n')).toMatchFileSnapshot('__snapshots__/refused.txt');
});

describe('--output', () => {
  const written = ['--format', 'terraform', '--output', 'infra/coldstate.tf'];

  it('writes the file, with the directories above it', async () => {
    const { code, stdout, stderr, cwd } = await infra(written);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: 'coldstate: wrote infra/coldstate.tf\n' });
    expect(readFileSync(join(cwd, 'infra/coldstate.tf'), 'utf8')).toBe(await rendered('terraform', 'dynamodb'));
  });

  it('leaves a file that is the same', async () => {
    const { cwd } = await infra(written);
    const { code, stderr } = await coldstate(['infra', ...written], { host: { cwd } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'coldstate: infra/coldstate.tf is as it would be written\n' });
  });

  it('does not overwrite what somebody changed', async () => {
    const { code, stderr, cwd } = await infra(written, { 'infra/coldstate.tf': '# ours\n' });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        'coldstate: infra/coldstate.tf is there already and says something else. Give another --output, or move it away first.\n',
    });
    expect(readFileSync(join(cwd, 'infra/coldstate.tf'), 'utf8')).toBe('# ours\n');
  });

  it('writes nothing when the request is refused', async () => {
    const { code, cwd } = await infra([...written, '--name', '?']);
    expect(code).toBe(2);
    expect(existsSync(join(cwd, 'infra'))).toBe(false);
  });
});
