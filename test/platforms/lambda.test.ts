import { describe, expect, test } from 'vitest';
import type { CallFacts, ObjectFacts, Value } from '../../src/model/facts.js';
import { lambda } from '../../src/platforms/lambda.js';
import { look, type World } from './world.js';

interface Case {
  name: string;
  world: World;
  evidence: string | undefined;
  entries: string[];
  problems?: string[];
}

const at = [0, 0] as const;
const text = (value: string): Value => ({ kind: 'literal', value });
const call = (callee: Value, args: Value[], isNew = false): CallFacts => ({
  at,
  fn: -1,
  callee,
  args,
  new: isNew,
  result: 'used',
});
const object = (properties: Record<string, Value>): ObjectFacts => ({
  at,
  fn: -1,
  properties: Object.entries(properties).map(([key, value]) => ({ key, value, at })),
});
const fromLambda = (name: string): Value => ({
  kind: 'member',
  of: { kind: 'import', source: 'aws-cdk-lib', name: 'aws_lambda' },
  key: name,
});

const cases: Case[] = [
  {
    name: 'serverless.yml names a handler, its routes and its schedule',
    world: {
      configs: {
        'serverless.yml': `
provider: { name: aws, runtime: nodejs20.x }
functions:
  shorten:
    handler: src/links.create
    events:
      - http: POST /links
      - httpApi: { method: put, path: '/links/{id}' }
  sweep:
    handler: ./src/sweep.main
    events: [{ schedule: rate(1 hour) }, { sqs: arn }]
`,
      },
      sources: { 'src/links.ts': ['create'], 'src/sweep.js': ['main'] },
    },
    evidence: 'serverless.yml',
    entries: [
      'http POST /links: src/links.ts#create in shorten',
      'http PUT /links/{id}: src/links.ts#create in shorten',
      'schedule rate(1 hour): src/sweep.js#main in sweep',
      'event sqs: src/sweep.js#main in sweep',
    ],
  },
  {
    name: 'serverless.yml takes its functions from other files',
    world: {
      configs: {
        'serverless.yml': `
provider: { name: aws }
functions:
  - \${file(functions/links.yml)}
  - { sweep: "\${file(functions/sweep.yml):sweep}" }
`,
        'functions/links.yml': 'links: { handler: src/links.handler }',
        'functions/sweep.yml': 'sweep: { handler: src/sweep.handler }',
      },
      sources: { 'src/links.ts': ['handler'], 'src/sweep.ts': ['handler'] },
    },
    evidence: 'serverless.yml',
    entries: ['event: src/links.ts#handler in links', 'event: src/sweep.ts#handler in sweep'],
  },
  {
    name: 'functions in Python are not ours',
    world: {
      configs: {
        'serverless.yml': 'provider: { name: aws, runtime: python3.12 }\nfunctions: { a: { handler: app.main } }',
      },
    },
    evidence: 'serverless.yml',
    entries: [],
  },
  {
    name: 'serverless.yml of another cloud is none of our business',
    world: { configs: { 'serverless.yml': 'provider: { name: google }\nfunctions: { a: { handler: index.main } }' } },
    evidence: undefined,
    entries: [],
  },
  {
    name: 'a SAM template with CodeUri finds the handler below it',
    world: {
      dir: 'backend',
      configs: {
        'backend/template.yaml': `
Globals: { Function: { Runtime: nodejs20.x, Handler: app.handler } }
Resources:
  Checkout:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: functions/checkout/
      Environment: { Variables: { TABLE: !Ref Table, ARN: !GetAtt Table.Arn } }
      Events:
        Order: { Type: Api, Properties: { Path: /orders, Method: post, RestApiId: !Ref Api } }
        Nightly: { Type: Schedule, Properties: { Schedule: rate(1 day) } }
  Report:
    Type: AWS::Serverless::Function
    Properties: { Handler: report.handler, CodeUri: src/ }
  Image:
    Type: AWS::Serverless::Function
    Properties: { PackageType: Image }
`,
      },
      sources: { 'backend/functions/checkout/app.ts': ['handler'], 'backend/src/report.mjs': ['handler'] },
    },
    evidence: 'backend/template.yaml declares 3 functions',
    entries: [
      'http POST /orders: backend/functions/checkout/app.ts#handler in Checkout',
      'schedule rate(1 day): backend/functions/checkout/app.ts#handler in Checkout',
      'event: backend/src/report.mjs#handler in Report',
    ],
  },
  {
    name: 'a SAM function built with esbuild is traced to its entry point',
    world: {
      configs: {
        'template.yaml': `
Resources:
  Token:
    Type: AWS::Serverless::Function
    Metadata: { BuildMethod: esbuild, BuildProperties: { EntryPoints: [src/functions/token/tokenHandler.ts] } }
    Properties: { Handler: tokenHandler.lambdaHandler, Runtime: nodejs22.x }
`,
      },
      sources: { 'src/functions/token/tokenHandler.ts': ['lambdaHandler'] },
    },
    evidence: 'template.yaml declares 1 function',
    entries: ['event: src/functions/token/tokenHandler.ts#lambdaHandler in Token'],
  },
  {
    name: 'a template may name code of another package of the project',
    world: {
      dir: 'infra',
      configs: {
        'infra/stack.json': JSON.stringify(
          {
            Resources: {
              Api: { Type: 'AWS::Lambda::Function', Properties: { Handler: 'dist/index.handler', Code: '../api' } },
            },
          },
          null,
          2,
        ),
      },
      sources: { 'api/src/index.ts': ['handler'] },
    },
    evidence: 'infra/stack.json declares 1 function',
    entries: ['event: api/src/index.ts#handler in Api'],
  },
  {
    name: 'a handler that names nothing is said, not guessed',
    world: {
      configs: { 'serverless.yml': 'provider: { name: aws }\nfunctions: { gone: { handler: src/gone.handler } }' },
    },
    evidence: 'serverless.yml',
    entries: [],
    problems: ['serverless.yml: handler "src/gone.handler" of gone names no source file of this project'],
  },
  {
    name: 'a CDK stack deploys NodejsFunction and Function',
    world: {
      sources: {
        'lib/stack.ts': {
          imports: ['aws-cdk-lib'],
          objects: [
            object({ entry: { kind: 'call', id: 2 }, handler: text('main') }),
            object({ runtime: fromLambda('PYTHON_3_12'), handler: text('app.main') }),
            object({ handler: text('index.handler'), code: { kind: 'call', id: 4 } }),
          ],
          calls: [
            call(
              { kind: 'import', source: 'aws-cdk-lib/aws-lambda-nodejs', name: 'NodejsFunction' },
              [{ kind: 'unknown' }, text('Links'), { kind: 'object', id: 0 }],
              true,
            ),
            call(fromLambda('Function'), [{ kind: 'unknown' }, text('Python'), { kind: 'object', id: 1 }], true),
            call({ kind: 'member', of: { kind: 'import', source: 'path', name: '*' }, key: 'join' }, [
              { kind: 'global', name: '__dirname' },
              text('../lambda/links.ts'),
            ]),
            call(fromLambda('Function'), [{ kind: 'unknown' }, text('Orders'), { kind: 'object', id: 2 }], true),
            call(fromLambda('fromAsset'), [text('lambda/orders')]),
            call(
              { kind: 'import', source: 'aws-cdk-lib/aws-lambda-nodejs', name: 'NodejsFunction' },
              [{ kind: 'unknown' }, text('sweep')],
              true,
            ),
          ],
        },
        'lambda/links.ts': ['main'],
        'lambda/orders/index.js': ['handler'],
        'lib/stack.sweep.ts': ['handler'],
      },
    },
    evidence: 'lib/stack.ts imports aws-cdk-lib',
    entries: [
      'event: lambda/links.ts#main in Links',
      'event: lambda/orders/index.js#handler in Orders',
      'event: lib/stack.sweep.ts#handler in sweep',
    ],
  },
  {
    name: 'SST names handlers in strings',
    world: {
      configs: {
        'sst.config.ts': `
          api.route("GET /links/{id}", "src/links.get");
          // api.route("GET /old", "src/old.get");
          new sst.aws.Cron("Sweep", { job: "src/sweep.handler" });
          const domain = "links/example.com";`,
      },
      sources: { 'src/links.ts': ['get'], 'src/old.ts': ['get'], 'src/sweep.ts': ['handler'] },
    },
    evidence: 'sst.config.ts',
    entries: ['http GET /links/{id}: src/links.ts#get in src/links', 'event: src/sweep.ts#handler in src/sweep'],
  },
  {
    name: 'Terraform zips a directory',
    world: {
      configs: {
        'infra/main.tf': `
data "archive_file" "orders" {
  type       = "zip"
  source_dir = "\${path.module}/../services/orders"
}
resource "aws_lambda_function" "orders" {
  filename = data.archive_file.orders.output_path
  environment { variables = { TABLE = "x" } }
  handler = "index.handler"
  runtime = "nodejs20.x"
}
resource "aws_lambda_function" "python" {
  handler = "index.handler"
  runtime = "python3.12"
}`,
      },
      sources: { 'services/orders/index.js': ['handler'] },
    },
    evidence: 'infra/main.tf declares aws_lambda_function',
    entries: ['event: services/orders/index.js#handler in orders'],
  },
  {
    name: 'a package for Lambda makes every exported handler one',
    world: {
      dependencies: ['@middy/core'],
      sources: { 'src/orders/create.ts': ['handler'], 'src/orders/table.ts': ['table'] },
    },
    evidence: 'src/orders/create.ts exports handler',
    entries: ['event: src/orders/create.ts#handler in src/orders/create'],
  },
  {
    name: 'a file named after Lambda needs no more than its export',
    world: { sources: { 'lambda-handler.js': ['handler', 'default'], 'src/errorHandler.js': ['errorHandler'] } },
    evidence: 'lambda-handler.js exports handler',
    entries: ['event: lambda-handler.js#handler in lambda-handler'],
  },
  {
    name: 'the commands of a command line export handlers too, and are none',
    world: { dependencies: ['@types/aws-lambda'], sources: { 'src/cli/deploy.ts': ['command', 'builder', 'handler'] } },
    evidence: undefined,
    entries: [],
  },
  {
    name: 'an exported handler alone proves nothing',
    world: { dependencies: ['fastify'], sources: { 'src/router.ts': ['handler'] } },
    evidence: undefined,
    entries: [],
  },
];

describe('AWS Lambda', () => {
  test.each(cases)('$name', ({ world, evidence, entries, problems = [] }) => {
    expect(look(lambda, world)).toEqual({ evidence, entries, problems });
  });

  test('YAML that does not parse is reported with its line', () => {
    const { entries, problems } = look(lambda, {
      configs: { 'serverless.yml': 'provider: { name: aws }\nfunctions:\n  a: [unclosed\n  b: }' },
    });
    expect(entries).toEqual([]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^serverless\.yml is not valid YAML: /);
  });
});
