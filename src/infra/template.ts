/** The resources that CloudFormation and SAM share, and how a template is put together. */
import { commented, indented, type Names } from './format.js';
import { ACTIONS, CACHE, CACHE_PORTS, NOTES, TABLE, type Setup } from './needs.js';

export interface Sections {
  parameters?: string;
  resources: string;
  outputs: string;
}

/** The value of COLDSTATE_URL within the same template. */
export const urlIn: Readonly<Record<Setup, string>> = {
  dynamodb: '!Sub dynamodb://${ColdstateTable}?region=${AWS::Region}',
  elasticache: '!Sub rediss://${ColdstateCache.Endpoint.Address}:${ColdstateCache.Endpoint.Port}?cluster=1',
  external: "!Sub '{{resolve:secretsmanager:${ColdstateUrlSecret}}}'",
};

const actionList = (actions: readonly string[]): string => actions.map((action) => `- ${action}`).join('\n');

const policy = (id: string, description: string, actions: readonly string[]): string => `\
${id}:
  Type: AWS::IAM::ManagedPolicy
  Properties:
    Description: ${description}
    PolicyDocument:
      Version: '2012-10-17'
      Statement:
        - Effect: Allow
          Action:
${indented(actionList(actions), 12)}
          Resource: !GetAtt ColdstateTable.Arn
`;

const dynamodb = ({ name }: Names): Sections => ({
  resources: `\
ColdstateTable:
  Type: AWS::DynamoDB::Table
  DeletionPolicy: Retain
  UpdateReplacePolicy: Retain
  Properties:
    TableName: ${name}
    AttributeDefinitions:
      - AttributeName: ${TABLE.partitionKey}
        AttributeType: S
      - AttributeName: ${TABLE.sortKey}
        AttributeType: S
    KeySchema:
      - AttributeName: ${TABLE.partitionKey}
        KeyType: HASH
      - AttributeName: ${TABLE.sortKey}
        KeyType: RANGE
    BillingMode: PAY_PER_REQUEST
    TimeToLiveSpecification:
      AttributeName: ${TABLE.timeToLive}
      Enabled: true
    PointInTimeRecoverySpecification:
      PointInTimeRecoveryEnabled: true
    DeletionProtectionEnabled: true

${policy('ColdstatePolicy', 'What the functions do with the table.', ACTIONS.functions)}
# For whoever runs \`coldstate copy\`; no function needs it.
${policy('ColdstateCopyPolicy', 'What coldstate copy does with the table.', [...ACTIONS.functions, ...ACTIONS.copy])}`,
  outputs: `\
ColdstateUrl:
  Description: What COLDSTATE_URL is.
  Value: ${urlIn.dynamodb}
ColdstatePolicyArn:
  Description: The policy that the role of each function needs.
  Value: !Ref ColdstatePolicy
ColdstateCopyPolicyArn:
  Description: The policy for whoever runs coldstate copy.
  Value: !Ref ColdstateCopyPolicy
`,
});

const elasticache = ({ name }: Names): Sections => ({
  parameters: `\
VpcId:
  Type: AWS::EC2::VPC::Id
  Description: The VPC of the cache and of the functions.
SubnetIds:
  Type: List<AWS::EC2::Subnet::Id>
  Description: Two or three private subnets, each in a zone of its own.
`,
  resources: `\
ColdstateFunctionSecurityGroup:
  Type: AWS::EC2::SecurityGroup
  Properties:
    GroupDescription: Functions that use the cache
    VpcId: !Ref VpcId

ColdstateCacheSecurityGroup:
  Type: AWS::EC2::SecurityGroup
  Properties:
    GroupDescription: The cache, for those functions alone
    VpcId: !Ref VpcId
    SecurityGroupIngress:
      - IpProtocol: tcp
        FromPort: ${CACHE_PORTS.from}
        ToPort: ${CACHE_PORTS.to}
        SourceSecurityGroupId: !GetAtt ColdstateFunctionSecurityGroup.GroupId

ColdstateCache:
  Type: AWS::ElastiCache::ServerlessCache
  DeletionPolicy: Retain
  UpdateReplacePolicy: Retain
  Properties:
    ServerlessCacheName: ${name}
    Engine: ${CACHE.engine}
    MajorEngineVersion: '${CACHE.major}'
    SecurityGroupIds:
      - !GetAtt ColdstateCacheSecurityGroup.GroupId
    SubnetIds: !Ref SubnetIds
    SnapshotRetentionLimit: ${CACHE.snapshots}
    # The most that it may hold and do, so that a mistake does not cost a fortune.
    CacheUsageLimits:
      DataStorage:
        Maximum: ${CACHE.gigabytes}
        Unit: GB
      ECPUPerSecond:
        Maximum: ${CACHE.unitsPerSecond}
`,
  outputs: `\
ColdstateUrl:
  Description: What COLDSTATE_URL is.
  Value: ${urlIn.elasticache}
ColdstateFunctionSecurityGroupId:
  Description: The security group that each function needs.
  Value: !GetAtt ColdstateFunctionSecurityGroup.GroupId
`,
});

const external = ({ name }: Names): Sections => ({
  parameters: `\
RedisUrl:
  Type: String
  NoEcho: true
  AllowedPattern: ^(rediss?|https)://.+
  Description: The URL with its password.
`,
  resources: `\
ColdstateUrlSecret:
  Type: AWS::SecretsManager::Secret
  Properties:
    Name: ${name}
    Description: The URL of the Redis that holds the shared state.
    SecretString: !Ref RedisUrl
`,
  outputs: `\
ColdstateUrlSecretArn:
  Description: The secret that COLDSTATE_URL is filled in from.
  Value: !Ref ColdstateUrlSecret
`,
});

export const sections: Readonly<Record<Setup, (names: Names) => Sections>> = { dynamodb, elasticache, external };

export interface Template extends Sections {
  setup: Setup;
  transform?: string;
  globals?: string;
  /** How functions get what they need. */
  wiring: string;
}

export function templateOf(template: Template): string {
  const { setup, transform, globals, parameters, resources, outputs, wiring } = template;
  const section = (title: string, body: string | undefined): string =>
    body === undefined ? '' : `\n${title}:\n${indented(body, 2)}`;
  return [
    `${commented('#', NOTES[setup])}\n#\n${commented('#', wiring.trimEnd().split('\n'))}\n`,
    `AWSTemplateFormatVersion: '2010-09-09'\n`,
    transform === undefined ? '' : `Transform: ${transform}\n`,
    section('Parameters', parameters),
    section('Globals', globals),
    section('Resources', resources),
    section('Outputs', outputs),
  ].join('');
}
