import { CreateTableCommand, type CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { permissions, tableSchema, timeToLive } from '../../adapters/src/backends/dynamodb/table.js';
import { createState } from '../../adapters/src/dynamodb.js';
import { clientOf, startDynamoDBHere, urlOf, type DynamoDBServer } from '../../adapters/test/servers/dynamodb.js';
import { ACTIONS, TABLE } from '../../src/infra/index.js';
import { rendered } from './rendered.js';
import { parsed, type Resource } from './templates.js';

const resourcesFor = async (format: string, name: string) =>
  parsed(await rendered(format, 'dynamodb', '--name', name)).Resources;

describe('what infra says of the table', () => {
  it('is what the adapters say', () => {
    expect([...ACTIONS.functions, ...ACTIONS.copy]).toEqual([...permissions]);
    const schema = tableSchema('coldstate');
    expect(schema.KeySchema?.map(({ AttributeName }) => AttributeName)).toEqual([TABLE.partitionKey, TABLE.sortKey]);
    expect(TABLE.timeToLive).toBe(timeToLive.AttributeName);
  });

  it.each(['cloudformation', 'sam'])('is all of it in %s', async (format) => {
    const { ColdstateTable } = await resourcesFor(format, 'shop-state');
    expect(ColdstateTable?.Properties).toMatchObject({
      ...tableSchema('shop-state'),
      TimeToLiveSpecification: timeToLive,
    });
    expect(ColdstateTable?.Properties).toMatchObject({
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
    });
    expect(ColdstateTable?.DeletionPolicy).toBe('Retain');
  });

  it.each(['cloudformation', 'sam'])('allows functions all but what copy alone does, in %s', async (format) => {
    const { ColdstatePolicy, ColdstateCopyPolicy } = await resourcesFor(format, 'coldstate');
    expect(actionsOf(ColdstatePolicy)).toEqual(permissions.filter((action) => action !== 'dynamodb:Scan'));
    expect(actionsOf(ColdstateCopyPolicy)).toEqual([...permissions]);
  });

  it.each(['terraform', 'cdk'])('allows the same in %s', async (format) => {
    const named = [...(await rendered(format, 'dynamodb')).matchAll(/dynamodb:\w+/g)].map(([action]) => action);
    expect([...new Set(named)]).toEqual([...permissions]);
  });
});

interface PolicyDocument {
  Statement: { Effect: string; Action: string[]; Resource: unknown }[];
}

/** Of a policy that has one statement, about the table and nothing else. */
function actionsOf(policy: Resource | undefined): string[] | undefined {
  const [statement, ...others] = (policy?.Properties.PolicyDocument as PolicyDocument).Statement;
  expect(others).toEqual([]);
  expect(statement).toMatchObject({ Effect: 'Allow', Resource: { GetAtt: 'ColdstateTable.Arn' } });
  return statement?.Action;
}

describe('the table of the template, made', () => {
  let server: DynamoDBServer;

  beforeAll(async () => {
    server = await startDynamoDBHere();
  });
  afterAll(() => server.stop());

  it('is one that the adapters work on, at the URL of the template', async () => {
    const text = await rendered('cloudformation', 'dynamodb', '--name', 'shop-state');
    const { Resources, Outputs } = parsed(text);
    const client = clientOf(server.endpoint);
    await client.send(new CreateTableCommand(createdBy(Resources.ColdstateTable)));
    client.destroy();

    const { Sub: pattern } = Outputs.ColdstateUrl?.Value as { Sub: string };
    const url = pattern.replace('${ColdstateTable}', 'shop-state').replace('${AWS::Region}', 'local');
    expect(urlOf(server.endpoint, 'shop-state')).toBe(`${url}&endpoint=${encodeURIComponent(server.endpoint)}`);

    const { sharedMap, sharedCounter, close } = createState({ url: urlOf(server.endpoint, 'shop-state') });
    const carts = sharedMap<string[]>('carts', { layout: 'collection' });
    await carts.set('ann', ['tea']);
    await carts.update('ann', (items = []) => [...items, 'milk']);
    expect(await carts.get('ann')).toEqual(['tea', 'milk']);
    expect(await carts.size()).toBe(1);
    expect(await sharedCounter('visits').increment()).toBe(1);
    await carts.delete('ann');
    expect(await carts.get('ann')).toBeUndefined();
    await close();
  });
});

/** What CloudFormation hands to CreateTable; the rest it sets by calls of their own, which the server of this test does not know. */
const OF_CREATION = ['TableName', 'AttributeDefinitions', 'KeySchema', 'BillingMode'];

function createdBy(resource: Resource | undefined): CreateTableCommandInput {
  const created = Object.entries(resource?.Properties ?? {}).filter(([name]) => OF_CREATION.includes(name));
  return Object.fromEntries(created) as unknown as CreateTableCommandInput;
}
