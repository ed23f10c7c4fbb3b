/** The contenders on DynamoDB: the bare SDK with one request that does the same, the adapter, and the one library that speaks it. */
import { DynamoDB, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { createState } from '../src/index.js';
import type { DynamoDBServer } from '../test/servers/dynamodb.js';
import { libraries } from './libraries.js';
import { IN_SECONDS, limiterContender, type Contest } from './on-redis.js';
import { adapterCalls, fill, freshKey, keyAt, TEXT, VALUE, type Calls, type Contender } from './operations.js';

export async function onDynamoDB({ url, endpoint, table }: DynamoDBServer): Promise<Contest> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDB({ region: 'local', endpoint, credentials, maxAttempts: 1 });
  const state = createState({ url });
  const { limiterOnDynamoDB } = await libraries();
  const limiter = await limiterOnDynamoDB(client, IN_SECONDS);
  const contenders: Contender[] = [
    { name: '@aws-sdk/client-dynamodb', role: 'command', calls: await bareCalls(client, table) },
    { name: 'adapter', role: 'adapter', calls: await adapterCalls(state) },
    limiterContender(limiter),
  ];
  return {
    contenders: contenders.map(({ calls, ...contender }) => ({ ...contender, calls: uncut(calls) })),
    async close() {
      await state.close();
      client.destroy();
    },
  };
}

/** The emulator closes what was idle for five seconds, and a call may be on its way just then: nobody's fault, and made again for everyone. */
function uncut(calls: Calls): Calls {
  const entries = Object.entries(calls).map(([operation, call]) => [
    operation,
    (at: number) => call(at).catch((error: unknown) => (isCut(error) ? call(at) : Promise.reject(error as Error))),
  ]);
  return Object.fromEntries(entries) as Calls;
}

function isCut(error: unknown): boolean {
  return error instanceof Error && (/socket hang up|ECONNRESET/.test(error.message) || isCut(error.cause));
}

async function bareCalls(client: DynamoDB, TableName: string): Promise<Calls> {
  const keyOf = (key: string): Record<string, AttributeValue> => ({ pk: { S: `bare#${key}` }, sk: { S: '#' } });
  const read = (key: string) => client.getItem({ TableName, Key: keyOf(key), ConsistentRead: true });
  const put = (key: string, text: string) => client.putItem({ TableName, Item: { ...keyOf(key), v: { S: text } } });
  const add = (key: string, attribute: string) =>
    client.updateItem({
      TableName,
      Key: keyOf(key),
      UpdateExpression: 'ADD #n :n',
      ExpressionAttributeNames: { '#n': attribute },
      ExpressionAttributeValues: { ':n': { N: '1' } },
      ReturnValues: 'UPDATED_NEW',
    });
  await fill((key) => put(key, TEXT));
  return {
    get: (at) => read(keyAt(at)),
    has: (at) => read(keyAt(at)),
    set: (at) => put(keyAt(at), TEXT),
    setIfAbsent: () =>
      client.putItem({
        TableName,
        Item: { ...keyOf(freshKey()), v: { S: TEXT } },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    increment: (at) => add(`count:${keyAt(at)}`, 'n'),
    async update(at) {
      const text = (await read(keyAt(at))).Item?.v?.S ?? TEXT;
      const cart = JSON.parse(text) as typeof VALUE;
      await client.updateItem({
        TableName,
        Key: keyOf(keyAt(at)),
        UpdateExpression: 'SET v = :new',
        ConditionExpression: 'v = :old',
        ExpressionAttributeValues: {
          ':old': { S: text },
          ':new': { S: JSON.stringify({ ...cart, items: cart.items + 1 }) },
        },
      });
    },
    patch: (at) =>
      client.updateItem({
        TableName,
        Key: keyOf(`visits:${keyAt(at)}`),
        UpdateExpression: 'SET #at = :at ADD clicks :n',
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: { ':at': { N: String(at) }, ':n': { N: '1' } },
      }),
    consume: (at) => add(`limit:${keyAt(at)}`, 'n'),
  };
}
