/** The contenders on DynamoDB: the bare SDK with one request that does the same, the adapter, and the one library that speaks it. */
import { DynamoDB, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { createState } from '../src/index.js';
import type { DynamoDBServer } from '../test/servers/dynamodb.js';
import { libraries } from './libraries.js';
import { IN_SECONDS, limiterContender, type Contest } from './on-redis.js';
import type { VALUE } from './operations.js';
import { adapterCalls, fill, freshKey, keyAt, PATIENT_MS, TEXT, type Calls, type Contender } from './operations.js';

export async function onDynamoDB({ url, endpoint, table }: DynamoDBServer): Promise<Contest> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDB({ region: 'local', endpoint, credentials, maxAttempts: 1 });
  const state = createState({ url, timeoutMs: PATIENT_MS });
  const { limiterOnDynamoDB } = await libraries();
  const limiter = await limiterOnDynamoDB(client, IN_SECONDS);
  const contenders: Contender[] = [
    { name: '@aws-sdk/client-dynamodb', role: 'plain', calls: await plainCalls(client, table) },
    { name: '@aws-sdk/client-dynamodb, versioned', role: 'equal', calls: equalCalls(client, table) },
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
function equalCalls(client: DynamoDB, TableName: string): Calls {
  let nonce = 0;
  const keyOf = (key: string): Record<string, AttributeValue> => ({ pk: { S: `versioned#${key}` }, sk: { S: '#' } });
  const unhidden = '(attribute_not_exists(#x) OR #x > :now)';
  const hidden = '(attribute_not_exists(#f) OR #x <= :now)';
  const write = async (
    key: string,
    change: { set: string; remove?: string; condition?: string; values: Record<string, AttributeValue> },
    returns?: 'UPDATED_NEW' | 'ALL_NEW',
  ) => {
    const { set, remove, condition, values } = change;
    const UpdateExpression = `SET ${set}, #w = :w${remove === undefined ? '' : ` REMOVE ${remove}`}`;
    const names = [...`${UpdateExpression} ${condition ?? ''}`.matchAll(/#(\w+)/g)];
    return client.updateItem({
      TableName,
      Key: keyOf(key),
      UpdateExpression,
      ConditionExpression: condition,
      ExpressionAttributeNames: Object.fromEntries(names.map(([alias, name = '']) => [alias, name])),
      ExpressionAttributeValues: { ...values, ':w': { S: `nonce-of-a-write.${nonce++}` } },
      ReturnValues: returns,
    });
  };
  const now = () => ({ N: String(Date.now()) });
  const content = (text: string): AttributeValue => ({ M: { v: { S: text } } });
  const one = { N: '1' };
  /** What the first write makes, so that all others find it. */
  const made = new Set<string>();
  const onto = async (key: string, values: Record<string, AttributeValue>, change: () => Promise<unknown>) => {
    if (!made.has(key)) await write(key, { set: '#f = :f, #n = :n, #x = :x', values });
    made.add(key);
    return change();
  };
  const counters = { ':f': { M: {} }, ':n': { N: '0' }, ':x': { N: '9999999999999' } };
  return {
    set: (at) => write(keyAt(at), { set: '#f = :f', remove: '#x, #r, #ttl', values: { ':f': content(TEXT) } }),
    setIfAbsent: () =>
      write(freshKey(), {
        set: '#f = :f, #c = :w',
        remove: '#x, #r, #ttl',
        condition: hidden,
        values: { ':f': content(TEXT), ':now': now() },
      }),
    increment: (at) =>
      onto(`count:${keyAt(at)}`, counters, () =>
        write(
          `count:${keyAt(at)}`,
          {
            set: '#f.#v = if_not_exists(#f.#v, :zero) + :n',
            condition: `attribute_exists(#f) AND ${unhidden}`,
            values: { ':zero': { N: '0' }, ':n': one, ':now': now() },
          },
          'UPDATED_NEW',
        ),
      ),
    async update(at) {
      const { Item } = await client.getItem({ TableName, Key: keyOf(keyAt(at)), ConsistentRead: true });
      const cart = JSON.parse(Item?.f?.M?.v?.S ?? TEXT) as typeof VALUE;
      await write(keyAt(at), {
        set: '#f = :f, #h = :h',
        condition: '#w = :seen',
        values: {
          ':f': content(JSON.stringify({ ...cart, items: cart.items + 1 })),
          ':h': { L: Array.from({ length: 16 }, () => ({ S: 'nonce-of-a-write' })) },
          ':seen': Item?.w ?? { S: '' },
        },
      });
    },
    patch: (at) =>
      onto(`visits:${keyAt(at)}`, counters, () =>
        write(
          `visits:${keyAt(at)}`,
          {
            set: '#f.#at = :at, #f.#clicks = if_not_exists(#f.#clicks, :zero) + :n',
            condition: `attribute_exists(#f) AND ${unhidden}`,
            values: { ':at': { N: String(at) }, ':zero': { N: '0' }, ':n': one, ':now': now() },
          },
          'UPDATED_NEW',
        ),
      ),
    consume: (at) =>
      onto(`limit:${keyAt(at)}`, counters, () =>
        write(
          `limit:${keyAt(at)}`,
          {
            set: '#n = #n + :n',
            condition: '#x > :now AND #n <= :room',
            values: { ':n': one, ':now': now(), ':room': { N: String(UNLIMITED.limit) } },
          },
          'ALL_NEW',
        ),
      ),
  };
}
