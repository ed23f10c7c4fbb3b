/** The contenders on DynamoDB: the bare SDK with one request that does the same, the adapter, and the one library that speaks it. */
import { DynamoDB, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { createState } from '../src/index.js';
import type { DynamoDBServer } from '../test/servers/dynamodb.js';
import { libraries } from './libraries.js';
import { IN_SECONDS, limiterContender, type Contest } from './on-redis.js';
import {
  adapterCalls,
  fill,
  freshKeys,
  keyAt,
  PATIENT_MS,
  TEXT,
  UNLIMITED,
  type Calls,
  type Contender,
  type VALUE,
} from './operations.js';

export async function onDynamoDB({ url, endpoint, table }: DynamoDBServer): Promise<Contest> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDB({ region: 'local', endpoint, credentials, maxAttempts: 1 });
  const state = createState({ url, timeoutMs: PATIENT_MS });
  const { limiterOnDynamoDB } = await libraries();
  const limiter = await limiterOnDynamoDB(client, IN_SECONDS);
  const contenders: Contender[] = [
    { name: '@aws-sdk/client-dynamodb', role: 'plain', calls: await plainCalls(client, table) },
    { name: '@aws-sdk/client-dynamodb, versioned', role: 'equal', calls: await equalCalls(client, table) },
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

async function plainCalls(client: DynamoDB, TableName: string): Promise<Calls> {
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
  const freshKey = freshKeys();
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

/** As the adapter has to write: the item's history stays, its version changes, what its `ttl` hides is not there. */
async function equalCalls(client: DynamoDB, TableName: string): Promise<Calls> {
  const freshKey = freshKeys();
  let nonce = 0;
  const keyOf = (key: string): Record<string, AttributeValue> => ({ pk: { S: `versioned#${key}` }, sk: { S: '#' } });
  const content = (text: string): AttributeValue => ({ M: { v: { S: text } } });
  const now = (): AttributeValue => ({ N: String(Date.now()) });
  const one = { ':n': { N: '1' } };
  const live = 'attribute_exists(#f) AND NOT #x <= :now';
  const write = (key: string, { update, condition, values, returns }: Write) => {
    const UpdateExpression = update.replace('SET ', 'SET #w = :w, ');
    const aliases = `${UpdateExpression} ${condition ?? ''}`.match(/#\w+/g) ?? [];
    return client.updateItem({
      TableName,
      Key: keyOf(key),
      UpdateExpression,
      ConditionExpression: condition,
      ExpressionAttributeNames: Object.fromEntries(aliases.map((alias) => [alias, alias.slice(1)])),
      ExpressionAttributeValues: { ...values, ':w': { S: `nonce-of-a-write.${nonce++}` } },
      ReturnValues: returns,
    });
  };
  const values = { ':f': { M: {} }, ':n': { N: '0' }, ':x': { N: '9999999999999' } };
  for (const counted of ['count', 'visits', 'limit']) {
    await fill((key) => write(`${counted}:${key}`, { update: 'SET #f = :f, #n = :n, #x = :x', values }));
  }
  return {
    set: (at) => write(keyAt(at), { update: 'SET #f = :f REMOVE #x, #r, #ttl', values: { ':f': content(TEXT) } }),
    setIfAbsent: () =>
      write(freshKey(), {
        update: 'SET #f = :f, #c = :w REMOVE #x, #r, #ttl',
        condition: 'attribute_not_exists(#f) OR #x <= :now',
        values: { ':f': content(TEXT), ':now': now() },
      }),
    increment: (at) =>
      write(`count:${keyAt(at)}`, {
        update: 'SET #f.#v = if_not_exists(#f.#v, :zero) + :n',
        condition: live,
        values: { ...one, ':zero': { N: '0' }, ':now': now() },
        returns: 'UPDATED_NEW',
      }),
    async update(at) {
      const { Item } = await client.getItem({ TableName, Key: keyOf(keyAt(at)), ConsistentRead: true });
      const cart = JSON.parse(Item?.f?.M?.v?.S ?? TEXT) as typeof VALUE;
      const history = Array.from({ length: 16 }, (_, write) => ({ S: `nonce-of-a-write.${write}` }));
      await write(keyAt(at), {
        update: 'SET #f = :f, #h = :h',
        condition: '#w = :seen AND NOT #x <= :now',
        values: {
          ':f': content(JSON.stringify({ ...cart, items: cart.items + 1 })),
          ':h': { L: history },
          ':seen': Item?.w ?? { S: 'never written' },
          ':now': now(),
        },
      });
    },
    patch: (at) =>
      write(`visits:${keyAt(at)}`, {
        update: 'SET #f.#at = :at, #f.#clicks = if_not_exists(#f.#clicks, :zero) + :n',
        condition: live,
        values: { ...one, ':at': { N: String(at) }, ':zero': { N: '0' }, ':now': now() },
        returns: 'UPDATED_NEW',
      }),
    consume: (at) =>
      write(`limit:${keyAt(at)}`, {
        update: 'SET #n = #n + :n',
        condition: '#x > :now AND #n <= :room',
        values: { ...one, ':now': now(), ':room': { N: String(UNLIMITED.limit) } },
        returns: 'ALL_NEW',
      }),
  };
}

interface Write {
  /** Its `SET` sets the version as well. */
  readonly update: string;
  readonly condition?: string;
  readonly values: Record<string, AttributeValue>;
  readonly returns?: 'UPDATED_NEW' | 'ALL_NEW';
}
