/**
 * The few requests that the backend is made of. Each is sent once (what is tried again is decided above all backends), a condition that does not
 * hold is an answer and no error, and everything else that goes wrong is a BackendFailure.
 */

import type { DynamoDBClient, QueryCommandInput, ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { BackendFailure } from '../../backend.js';
import { now } from '../../clock.js';
import type * as sdk from './sdk.js';
import { aliases, changeInput, type Change, type Condition } from './expressions.js';
import { failureOf } from './failures.js';
import { identityOf, keyOf, type Item, type Key } from './items.js';
import { Lanes } from '../../lanes.js';

export type Sdk = typeof sdk;

/** `item`: what is there instead, where the server says so (AWS does, emulators often do not). */
export type Written =
  | { readonly done: true; readonly attributes: Item | undefined }
  | { readonly done: false; readonly item: Item | undefined };

export interface Found {
  readonly items: Item[];
  readonly count: number;
  readonly last: Item | undefined;
}

type Search<Input> = Omit<Input, 'TableName' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'> & {
  readonly values?: Item;
};

export interface Requests {
  readonly atOnce: number;
  get(key: Key): Promise<Item | undefined>;
  update(key: Key, change: Change): Promise<Written>;
  delete(key: Key, condition: Condition): Promise<Written>;
  query(search: Search<QueryCommandInput>): Promise<Found>;
  scan(search: Search<ScanCommandInput>): Promise<Found>;
  /** At most 100 keys, all different. */
  getBatch(keys: readonly Key[]): Promise<{ items: Item[]; left: Key[] }>;
  /** At most 25 keys. What was left undone. */
  deleteBatch(keys: readonly Key[]): Promise<Key[]>;
  close(): void;
}

export interface Connection {
  readonly sdk: Sdk;
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Of each request. */
  readonly timeoutMs: number;
  /** Whether the client keeps to that by itself. */
  readonly setsTimeout: boolean;
  /** As many requests as the client has sockets. */
  readonly atOnce: number;
}

export function requestsOver({ sdk, client, table, timeoutMs, setsTimeout, atOnce }: Connection): Requests {
  const inFlight = new InFlight(atOnce, timeoutMs);
  const options = () => (setsTimeout ? {} : { abortSignal: AbortSignal.timeout(timeoutMs) });
  const sent = <T>(send: () => Promise<T>): Promise<T> =>
    inFlight.add(() =>
      send().catch((cause: unknown) => {
        throw failureOf(cause, table);
      }),
    );
  const write = (send: () => Promise<{ Attributes?: Item | undefined }>): Promise<Written> =>
    sent(() =>
      send().then(
        ({ Attributes }): Written => ({ done: true, attributes: Attributes }),
        (cause: unknown): Written => {
          if (cause instanceof sdk.ConditionalCheckFailedException) return { done: false, item: cause.Item };
          throw cause;
        },
      ),
    );
  const TableName = table;
  const ReturnValuesOnConditionCheckFailure = 'ALL_OLD';

  return {
    atOnce,
    async get(Key) {
      const request = new sdk.GetItemCommand({ TableName, Key: { ...Key }, ConsistentRead: true });
      return (await sent(() => client.send(request, options()))).Item;
    },
    update(Key, change) {
      const input = {
        TableName,
        Key: { ...Key },
        ReturnValuesOnConditionCheckFailure,
        ...changeInput(change),
      } as const;
      return write(() => client.send(new sdk.UpdateItemCommand(input), options()));
    },
    delete(Key, condition) {
      const input = {
        TableName,
        Key: { ...Key },
        ReturnValues: 'ALL_OLD',
        ReturnValuesOnConditionCheckFailure,
        ...aliases(condition),
      } as const;
      return write(() => client.send(new sdk.DeleteItemCommand(input), options()));
    },
    async query(search) {
      const input = { ...searchInput(table, search), ConsistentRead: true };
      return foundIn(await sent(() => client.send(new sdk.QueryCommand(input), options())));
    },
    async scan(search) {
      const input = { ...searchInput(table, search), ConsistentRead: true };
      return foundIn(await sent(() => client.send(new sdk.ScanCommand(input), options())));
    },
    async getBatch(keys) {
      const RequestItems = { [table]: { Keys: keys.map((key) => ({ ...key })), ConsistentRead: true } };
      const answer = await sent(() => client.send(new sdk.BatchGetItemCommand({ RequestItems }), options()));
      return {
        items: answer.Responses?.[table] ?? [],
        left: (answer.UnprocessedKeys?.[table]?.Keys ?? []).map(keyOf),
      };
    },
    async deleteBatch(keys) {
      const RequestItems = { [table]: keys.map((key) => ({ DeleteRequest: { Key: { ...key } } })) };
      const answer = await sent(() => client.send(new sdk.BatchWriteItemCommand({ RequestItems }), options()));
      return (answer.UnprocessedItems?.[table] ?? []).map(({ DeleteRequest }) => keyOf(DeleteRequest?.Key ?? {}));
    },
    close: () => {
      inFlight.close();
    },
  };
}

function searchInput<S extends Search<QueryCommandInput | ScanCommandInput>>(
  TableName: string,
  { values = {}, ...search }: S,
) {
  const expressions = Object.entries(search).map(([name, part]) => (name.endsWith('Expression') ? String(part) : ''));
  const { ExpressionAttributeNames, ExpressionAttributeValues } = aliases({ values }, ...expressions);
  return { TableName, ...search, ExpressionAttributeNames, ExpressionAttributeValues };
}

const foundIn = (answer: {
  Items?: Item[] | undefined;
  Count?: number | undefined;
  LastEvaluatedKey?: Item | undefined;
}) => ({
  items: answer.Items ?? [],
  count: answer.Count ?? 0,
  last: answer.LastEvaluatedKey,
});

/** What is said of the item a condition met, or what a look at it says. */
export const currentOf = async (
  requests: Requests,
  key: Key,
  refused: { item: Item | undefined },
): Promise<Item | undefined> => refused.item ?? (await requests.get(key));

export const distinct = (keys: readonly Key[]): Key[] => [
  ...new Map(keys.map((key) => [identityOf(key), key])).values(),
];

/**
 * A request that waits for a socket in the SDK stays there when it has been given up, and is complained of on stderr: it waits here instead. And closing
 * settles what waits for an answer, also with an application's client, which goes on living.
 */
class InFlight {
  readonly #rejects = new Set<(failure: BackendFailure) => void>();
  readonly #lanes: Lanes;
  #isClosed = false;

  constructor(
    atOnce: number,
    private readonly timeoutMs: number,
  ) {
    this.#lanes = new Lanes(atOnce);
  }

  add<T>(send: () => Promise<T>): Promise<T> {
    if (this.#isClosed)
      return Promise.reject(new BackendFailure('closed', 'not-applied', 'The DynamoDB backend is closed.'));
    const givenUpAt = now() + this.timeoutMs;
    return new Promise<T>((resolve, reject) => {
      this.#rejects.add(reject);
      const settled = () => {
        this.#rejects.delete(reject);
        this.#lanes.leave();
      };
      const enter = () => {
        if (this.#isClosed) return false;
        if (now() > givenUpAt) {
          this.#rejects.delete(reject);
          reject(new BackendFailure('unavailable', 'not-applied', 'All sockets to DynamoDB were in use.'));
          return false;
        }
        send().then(
          (answer) => {
            settled();
            resolve(answer);
          },
          (failure: unknown) => {
            settled();
            // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a BackendFailure, by `sent`
            reject(failure);
          },
        );
        return true;
      };
      this.#lanes.enter({ enter });
    });
  }

  close(): void {
    this.#isClosed = true;
    for (const reject of this.#rejects)
      reject(new BackendFailure('closed', 'unknown', 'The DynamoDB backend was closed before the answer came.'));
    this.#rejects.clear();
  }
}
