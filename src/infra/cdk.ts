/** A construct for the AWS CDK, version 2, in TypeScript. */
import { commented, indented, type InfraFormat } from './format.js';
import { ACTIONS, CACHE, CACHE_PORTS, NOTES, TABLE, type Setup } from './needs.js';

const file = (setup: Setup, usage: string, body: string): string =>
  `${commented('//', NOTES[setup])}\n//\n${commented('//', `In a stack:\n${usage}`.trimEnd().split('\n'))}\n\n${body}`;

const list = (actions: readonly string[]): string => indented(actions.map((action) => `'${action}',`).join('\n'), 2);

const dynamodb: InfraFormat['render']['dynamodb'] = ({ name }) =>
  file(
    'dynamodb',
    `\
  const state = new ColdstateTable(this, 'Coldstate');
  state.connect(orders, checkout);`,
    `\
import { CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

const ACTIONS = [
${list(ACTIONS.functions)}
];
const COPY_ACTIONS = [
${list(ACTIONS.copy)}
];

export class ColdstateTable extends Construct {
  readonly table: Table;
  /** What COLDSTATE_URL is. */
  readonly url: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      tableName: '${name}',
      partitionKey: { name: '${TABLE.partitionKey}', type: AttributeType.STRING },
      sortKey: { name: '${TABLE.sortKey}', type: AttributeType.STRING },
      timeToLiveAttribute: '${TABLE.timeToLive}',
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.url = \`dynamodb://\${this.table.tableName}?region=\${Stack.of(this).region}\`;
    new CfnOutput(this, 'Url', { value: this.url, description: 'What COLDSTATE_URL is.' });
  }

  /** Gives functions the variable and the permissions. */
  connect(...functions: LambdaFunction[]): void {
    for (const one of functions) {
      one.addEnvironment('COLDSTATE_URL', this.url);
      this.table.grant(one, ...ACTIONS);
    }
  }

  /** For whoever runs \`coldstate copy\`; no function needs it. */
  allowCopy(grantee: IGrantable): void {
    this.table.grant(grantee, ...ACTIONS, ...COPY_ACTIONS);
  }
}
`,
  );

const elasticache: InfraFormat['render']['elasticache'] = ({ name }) =>
  file(
    'elasticache',
    `\
  const state = new ColdstateCache(this, 'Coldstate', { vpc });
  const orders = new NodejsFunction(this, 'Orders', { vpc });
  state.connect(orders);`,
    `\
import { CfnOutput, RemovalPolicy } from 'aws-cdk-lib';
import { Connections, Port, SecurityGroup, SubnetType } from 'aws-cdk-lib/aws-ec2';
import type { IConnectable, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { CfnServerlessCache } from 'aws-cdk-lib/aws-elasticache';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export interface ColdstateCacheProps {
  vpc: IVpc;
  /** Two or three, each in a zone of its own; the private ones by default. */
  vpcSubnets?: SubnetSelection;
}

export class ColdstateCache extends Construct implements IConnectable {
  readonly connections: Connections;
  /** What COLDSTATE_URL is. */
  readonly url: string;

  constructor(scope: Construct, id: string, { vpc, vpcSubnets }: ColdstateCacheProps) {
    super(scope, id);
    const securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: 'The cache, for the functions that are connected to it alone',
      allowAllOutbound: false,
    });
    this.connections = new Connections({
      securityGroups: [securityGroup],
      defaultPort: Port.tcpRange(${CACHE_PORTS.from}, ${CACHE_PORTS.to}),
    });
    const cache = new CfnServerlessCache(this, 'Cache', {
      serverlessCacheName: '${name}',
      engine: '${CACHE.engine}',
      majorEngineVersion: '${CACHE.major}',
      securityGroupIds: [securityGroup.securityGroupId],
      subnetIds: vpc.selectSubnets(vpcSubnets ?? { subnetType: SubnetType.PRIVATE_WITH_EGRESS }).subnetIds,
      snapshotRetentionLimit: ${CACHE.snapshots},
      // The most that it may hold and do, so that a mistake does not cost a fortune.
      cacheUsageLimits: {
        dataStorage: { maximum: ${CACHE.gigabytes}, unit: 'GB' },
        ecpuPerSecond: { maximum: ${CACHE.unitsPerSecond} },
      },
    });
    cache.applyRemovalPolicy(RemovalPolicy.RETAIN);
    this.url = \`rediss://\${cache.attrEndpointAddress}:\${cache.attrEndpointPort}?cluster=1\`;
    new CfnOutput(this, 'Url', { value: this.url, description: 'What COLDSTATE_URL is.' });
  }

  /** Gives functions of the VPC the variable and the way to the cache. */
  connect(...functions: LambdaFunction[]): void {
    for (const one of functions) {
      one.addEnvironment('COLDSTATE_URL', this.url);
      one.connections.allowToDefaultPort(this);
    }
  }
}
`,
  );

const external: InfraFormat['render']['external'] = ({ name }) =>
  file(
    'external',
    `\
  const state = new ColdstateUrl(this, 'Coldstate');
  state.connect(orders, checkout);
The secret is made by hand, so that its URL stands in no file:
  aws secretsmanager create-secret --name ${name} --secret-string 'rediss://…'`,
    `\
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';

export class ColdstateUrl extends Construct {
  readonly secret: ISecret;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.secret = Secret.fromSecretNameV2(this, 'Secret', '${name}');
  }

  /** Gives functions the variable. */
  connect(...functions: LambdaFunction[]): void {
    // The template holds a reference, which is resolved when it is deployed; the URL itself is not in it.
    const url = this.secret.secretValue.unsafeUnwrap();
    for (const one of functions) one.addEnvironment('COLDSTATE_URL', url);
  }
}
`,
  );

export const cdk: InfraFormat = {
  name: 'cdk',
  title: 'CDK',
  file: 'coldstate.ts',
  evidence: [{ file: /^cdk\.json$/ }],
  render: { dynamodb, elasticache, external },
};
