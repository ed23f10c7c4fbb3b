/** A CloudFormation template; the Serverless Framework takes it as its `resources`. */
import type { InfraFormat } from './format.js';
import type { Setup } from './needs.js';
import { sections, templateOf, urlIn } from './template.js';

/** What a function of the same template has besides. */
const PROPERTIES: Readonly<Record<Setup, string>> = {
  dynamodb: `
and its role:
  ManagedPolicyArns:
    - !Ref ColdstatePolicy
`,
  elasticache: `    VpcConfig:
      SubnetIds: !Ref SubnetIds
      SecurityGroupIds:
        - !GetAtt ColdstateFunctionSecurityGroup.GroupId
and its role, for the network interfaces:
  ManagedPolicyArns:
    - arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole
`,
  external: '',
};

const PROVIDER: Readonly<Record<Setup, string>> = {
  dynamodb: `
  iam:
    role:
      managedPolicies:
        - !Ref ColdstatePolicy`,
  elasticache: `
  vpc:
    subnetIds: !Ref SubnetIds
    securityGroupIds:
      - !GetAtt ColdstateFunctionSecurityGroup.GroupId`,
  external: '',
};

const wiring = (setup: Setup): string => `\
What a function of the same template gets:
  Properties:
    Environment:
      Variables:
        COLDSTATE_URL: ${urlIn[setup]}
${PROPERTIES[setup].replace(/^\n/, '')}
With the Serverless Framework, in serverless.yml:
provider:
  environment:
    COLDSTATE_URL: ${urlIn[setup]}${PROVIDER[setup]}
resources:
  - \${file(coldstate.yaml)}
`;

const render =
  (setup: Setup): InfraFormat['render'][Setup] =>
  (names) =>
    templateOf({ setup, ...sections[setup](names), wiring: wiring(setup) });

export const cloudformation: InfraFormat = {
  name: 'cloudformation',
  title: 'CloudFormation',
  file: 'coldstate.yaml',
  evidence: [
    { file: /^serverless\.(?:ya?ml|[cm]?[jt]s|json)$/ },
    { file: /\.ya?ml$|\.json$/, says: /\bAWSTemplateFormatVersion\b/ },
  ],
  render: { dynamodb: render('dynamodb'), elasticache: render('elasticache'), external: render('external') },
};
