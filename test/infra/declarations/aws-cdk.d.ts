/** What the constructs use of the CDK, by hand after its API: the CDK itself is too large to install for this. A name that it does not have is an error. */
declare module 'constructs' {
  export class Construct {
    constructor(scope: Construct, id: string);
    readonly node: { readonly path: string };
  }
}

declare module 'aws-cdk-lib' {
  import type { Construct } from 'constructs';
  export enum RemovalPolicy {
    RETAIN = 'retain',
  }
  export class Stack {
    static of(construct: Construct): Stack;
    readonly region: string;
  }
  export class CfnOutput {
    constructor(scope: Construct, id: string, props: { value: string; description?: string });
    readonly importValue: string;
  }
  export class SecretValue {
    unsafeUnwrap(): string;
  }
}

declare module 'aws-cdk-lib/aws-iam' {
  export interface IGrantable {
    readonly grantPrincipal: unknown;
  }
  export class Grant {
    readonly success: boolean;
  }
}

declare module 'aws-cdk-lib/aws-dynamodb' {
  import type { RemovalPolicy } from 'aws-cdk-lib';
  import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
  import type { Construct } from 'constructs';
  export enum AttributeType {
    STRING = 'S',
  }
  export enum BillingMode {
    PAY_PER_REQUEST = 'PAY_PER_REQUEST',
  }
  interface Attribute {
    readonly name: string;
    readonly type: AttributeType;
  }
  export interface TableProps {
    readonly tableName?: string;
    readonly partitionKey: Attribute;
    readonly sortKey?: Attribute;
    readonly timeToLiveAttribute?: string;
    readonly billingMode?: BillingMode;
    readonly pointInTimeRecoverySpecification?: { readonly pointInTimeRecoveryEnabled: boolean };
    readonly deletionProtection?: boolean;
    readonly removalPolicy?: RemovalPolicy;
  }
  export class Table {
    constructor(scope: Construct, id: string, props: TableProps);
    readonly tableName: string;
    grant(grantee: IGrantable, ...actions: string[]): Grant;
  }
}

declare module 'aws-cdk-lib/aws-ec2' {
  import type { Construct } from 'constructs';
  export enum SubnetType {
    PRIVATE_WITH_EGRESS = 'Private',
  }
  export interface SubnetSelection {
    readonly subnetType?: SubnetType;
  }
  export interface IVpc {
    selectSubnets(selection?: SubnetSelection): { readonly subnetIds: string[] };
  }
  export interface ISecurityGroup {
    readonly securityGroupId: string;
  }
  export class SecurityGroup implements ISecurityGroup {
    constructor(
      scope: Construct,
      id: string,
      props: { readonly vpc: IVpc; readonly description?: string; readonly allowAllOutbound?: boolean },
    );
    readonly securityGroupId: string;
  }
  export class Port {
    static tcpRange(startPort: number, endPort: number): Port;
    readonly canInlineRule: boolean;
  }
  export interface IConnectable {
    readonly connections: Connections;
  }
  export class Connections implements IConnectable {
    constructor(props?: { readonly securityGroups?: ISecurityGroup[]; readonly defaultPort?: Port });
    readonly connections: Connections;
    allowToDefaultPort(other: IConnectable, description?: string): void;
  }
}

declare module 'aws-cdk-lib/aws-lambda' {
  import type { Connections, IConnectable } from 'aws-cdk-lib/aws-ec2';
  import type { IGrantable } from 'aws-cdk-lib/aws-iam';
  export class Function implements IConnectable, IGrantable {
    readonly grantPrincipal: unknown;
    readonly connections: Connections;
    addEnvironment(key: string, value: string): this;
  }
}

declare module 'aws-cdk-lib/aws-elasticache' {
  import type { RemovalPolicy } from 'aws-cdk-lib';
  import type { Construct } from 'constructs';
  export interface CfnServerlessCacheProps {
    readonly engine: string;
    readonly serverlessCacheName: string;
    readonly majorEngineVersion?: string;
    readonly securityGroupIds?: string[];
    readonly subnetIds?: string[];
    readonly snapshotRetentionLimit?: number;
    readonly cacheUsageLimits?: {
      readonly dataStorage?: { readonly unit: string; readonly maximum?: number; readonly minimum?: number };
      readonly ecpuPerSecond?: { readonly maximum?: number; readonly minimum?: number };
    };
  }
  export class CfnServerlessCache {
    constructor(scope: Construct, id: string, props: CfnServerlessCacheProps);
    readonly attrEndpointAddress: string;
    readonly attrEndpointPort: string;
    applyRemovalPolicy(policy: RemovalPolicy): void;
  }
}

declare module 'aws-cdk-lib/aws-secretsmanager' {
  import type { SecretValue } from 'aws-cdk-lib';
  import type { Construct } from 'constructs';
  export interface ISecret {
    readonly secretValue: SecretValue;
  }
  export class Secret {
    static fromSecretNameV2(scope: Construct, id: string, secretName: string): ISecret;
    readonly secretValue: SecretValue;
  }
}
