/** A SAM template: the variable goes to all functions at once, a policy is named by each. */
import type { InfraFormat } from './format.js';
import type { Setup } from './needs.js';
import { sections, templateOf, urlIn } from './template.js';

const FUNCTION: Readonly<Record<Setup, string>> = {
  dynamodb: `\
Every function has the variable, by Globals. What each needs besides:
  Properties:
    Policies:
      - !Ref ColdstatePolicy
`,
  elasticache: `\
Every function has the variable and is in the VPC, by Globals. SAM gives the role what the network interfaces need.
`,
  external: `\
Every function has the variable, by Globals.
`,
};

const VPC = `\
  VpcConfig:
    SubnetIds: !Ref SubnetIds
    SecurityGroupIds:
      - !GetAtt ColdstateFunctionSecurityGroup.GroupId
`;

const globals = (setup: Setup): string => `\
Function:
  Environment:
    Variables:
      COLDSTATE_URL: ${urlIn[setup]}
${setup === 'elasticache' ? VPC : ''}`;

const render =
  (setup: Setup): InfraFormat['render'][Setup] =>
  (names) =>
    templateOf({
      setup,
      ...sections[setup](names),
      transform: 'AWS::Serverless-2016-10-31',
      globals: globals(setup),
      wiring: `Merge it into the template of the functions.\n${FUNCTION[setup]}`,
    });

export const sam: InfraFormat = {
  name: 'sam',
  title: 'SAM',
  file: 'coldstate.yaml',
  evidence: [{ file: /\.ya?ml$|\.json$/, says: /\bAWS::Serverless\b/ }, { file: /^samconfig\.(?:toml|ya?ml)$/ }],
  render: { dynamodb: render('dynamodb'), elasticache: render('elasticache'), external: render('external') },
};
