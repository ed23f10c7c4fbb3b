import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { rendered, SETUP_NAMES, type SetupName } from './rendered.js';
import { parsed, referredIn } from './templates.js';

/** What a tool says of a text; it is asked where it is installed, and nowhere else. */
const has = (tool: string): boolean => spawnSync(tool, ['--version']).status === 0;

/** Of the resources that are used, all that CloudFormation knows and a template of ours may say. */
const PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  'AWS::DynamoDB::Table': [
    ...['TableName', 'AttributeDefinitions', 'KeySchema', 'BillingMode', 'TimeToLiveSpecification'],
    ...['PointInTimeRecoverySpecification', 'DeletionProtectionEnabled', 'SSESpecification', 'Tags'],
  ],
  'AWS::IAM::ManagedPolicy': ['Description', 'ManagedPolicyName', 'PolicyDocument', 'Roles'],
  'AWS::EC2::SecurityGroup': ['GroupName', 'GroupDescription', 'VpcId', 'SecurityGroupIngress', 'SecurityGroupEgress'],
  'AWS::ElastiCache::ServerlessCache': [
    ...['ServerlessCacheName', 'Description', 'Engine', 'MajorEngineVersion', 'SecurityGroupIds', 'SubnetIds'],
    ...['SnapshotRetentionLimit', 'DailySnapshotTime', 'CacheUsageLimits', 'KmsKeyId', 'UserGroupId'],
  ],
  'AWS::SecretsManager::Secret': ['Name', 'Description', 'SecretString', 'KmsKeyId'],
};

const templates = ['cloudformation', 'sam'].flatMap((format) => SETUP_NAMES.map((setup) => ({ format, setup })));

describe.each(templates)('$setup for $format', ({ format, setup }) => {
  it('has known resources, with properties that they have', async () => {
    const { Resources } = parsed(await rendered(format, setup));
    for (const { Type, Properties } of Object.values(Resources)) {
      expect(PROPERTIES).toHaveProperty([Type]);
      expect(Object.keys(Properties).filter((name) => !PROPERTIES[Type]?.includes(name))).toEqual([]);
    }
  });

  it('refers to what is there', async () => {
    const template = parsed(await rendered(format, setup));
    const there = [...Object.keys(template.Resources), ...Object.keys(template.Parameters ?? {}), 'AWS::Region'];
    const referred = [template.Resources, template.Outputs, template.Globals].flatMap(referredIn);
    expect(referred.length).toBeGreaterThan(0);
    expect(referred.filter((name) => !there.includes(name))).toEqual([]);
  });

  it('uses every parameter', async () => {
    const { Parameters = {}, ...rest } = parsed(await rendered(format, setup));
    const used = referredIn(rest);
    expect(Object.keys(Parameters).filter((name) => !used.includes(name))).toEqual([]);
  });
});

it.runIf(has('cfn-lint'))(
  'cfn-lint has nothing to say about any template',
  async () => {
    const files = await inFiles(templates, 'yaml');
    const { status, stdout } = spawnSync('cfn-lint', files, { encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  },
  60_000,
);

/** For tools that read nothing else. */
function inFiles(texts: readonly { format: string; setup: SetupName }[], extension: string): Promise<string[]> {
  const directory = mkdtempSync(join(tmpdir(), 'coldstate-infra-'));
  return Promise.all(
    texts.map(async ({ format, setup }) => {
      const file = join(directory, `${format}-${setup}.${extension}`);
      writeFileSync(file, await rendered(format, setup));
      return file;
    }),
  );
}

it('SAM gives every function the variable', async () => {
  for (const setup of SETUP_NAMES) {
    const { Transform, Globals } = parsed(await rendered('sam', setup));
    expect(Transform).toBe('AWS::Serverless-2016-10-31');
    expect(Object.keys(Globals?.Function.Environment.Variables ?? {})).toEqual(['COLDSTATE_URL']);
  }
});

it('no template holds the password of a Redis', async () => {
  const { Parameters, Outputs } = parsed(await rendered('cloudformation', 'external'));
  expect(Parameters?.RedisUrl?.NoEcho).toBe(true);
  expect(referredIn(Outputs)).toEqual(['ColdstateUrlSecret']);
});

describe.each(SETUP_NAMES)('%s for terraform', (setup) => {
  it('closes what it opens', async () => {
    const code = (await rendered('terraform', setup)).replace(/^\s*#.*$/gm, '');
    expect(unclosed(code)).toEqual([]);
  });

  it.runIf(has('terraform'))('is read by Terraform, and written as it writes it', async () => {
    const input = await rendered('terraform', setup);
    const env = { ...process.env, TF_CLI_CONFIG_FILE: '', CHECKPOINT_DISABLE: '1' };
    const { status, stderr, stdout } = spawnSync('terraform', ['fmt', '-'], { input, encoding: 'utf8', env });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toBe(input);
  });

  it('refers to what is there', async () => {
    const code = (await rendered('terraform', setup)).replace(/^\s*#.*$/gm, '');
    const declared = [...code.matchAll(/^(?:resource|data) "(?<type>\w+)" "(?<name>\w+)"/gm)].map(
      ({ groups }) => `${groups?.type ?? ''}.${groups?.name ?? ''}`,
    );
    const used = [...code.matchAll(/\baws_\w+\.\w+/g)].map(([name]) => name);
    expect(used.filter((name) => !declared.includes(name))).toEqual([]);
    const variables = [...code.matchAll(/^variable "(?<name>\w+)"/gm)].map(({ groups }) => groups?.name ?? '');
    const asked = [...code.matchAll(/\bvar\.(?<name>\w+)/g)].map(({ groups }) => groups?.name ?? '');
    expect([...new Set(asked)].sort()).toEqual(variables.sort());
  });
});

const PAIRS: Readonly<Record<string, string>> = { '}': '{', ']': '[', ')': '(' };

/** Brackets outside of strings that have no other half. */
function unclosed(code: string): string[] {
  const open: string[] = [];
  for (const [bracket] of code.replace(/"(?:\\.|[^"\\])*"/g, '').matchAll(/[{}()[\]]/g)) {
    const other = PAIRS[bracket];
    if (other === undefined) open.push(bracket);
    else if (open.pop() !== other) return [bracket];
  }
  return open;
}

it('the constructs compile against what they use of the CDK, under strict settings', async () => {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Node16,
    strict: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    noEmit: true,
    types: [],
  };
  const constructs = SETUP_NAMES.map((setup) => ({ format: 'cdk', setup }));
  const files = [...(await inFiles(constructs, 'ts')), resolve('test/infra/declarations/aws-cdk.d.ts')];
  const messages = ts
    .getPreEmitDiagnostics(ts.createProgram(files, options))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  expect(messages).toEqual([]);
}, 60_000);
