/** State in one DynamoDB table: no transactions, no scans and no control plane while requests are served. */

import type { Backend } from '../../backend.js';
import { dynamoEntries } from './entries.js';
import { at, UNHIDDEN } from './expressions.js';
import { holdingOf, key, prefixOf, text } from './items.js';
import { dynamoLists } from './lists.js';
import type { Requests } from './requests.js';
import { dynamoWindows } from './windows.js';

/** Of the 400 KB that an item may have; the rest is for its address, its history and what DynamoDB adds for each field. */
const MAX_BYTES = 380 * 1024;

export function dynamoBackend(requests: Requests, close: () => void): Backend {
  return {
    name: 'dynamodb',
    maxBytes: MAX_BYTES,
    atOnce: requests.atOnce,
    entries: dynamoEntries(requests),
    lists: dynamoLists(requests),
    windows: dynamoWindows(requests),
    holdings: (namespace, cursor) => holdings(requests, namespace, cursor),
    onTimeout() {
      // Each request ends itself and its socket with it; the next one takes another.
    },
    // eslint-disable-next-line @typescript-eslint/require-await -- nothing to wait for, and the contract is asynchronous
    async close() {
      requests.close();
      close();
    },
  };
}

/** Windows have neither fields nor elements: they are over before a copy would be of use. */
async function holdings(requests: Requests, namespace: string, cursor: string | undefined) {
  const [pk, sk] = cursor === undefined ? [] : (JSON.parse(cursor) as [string, string]);
  const found = await requests.scan({
    FilterExpression: `begins_with(#pk, :prefix) AND (attribute_exists(#f) OR size(#l) > :none) AND ${UNHIDDEN}`,
    ProjectionExpression: '#pk, #sk',
    ExclusiveStartKey: pk === undefined || sk === undefined ? undefined : { ...key(pk, sk) },
    values: { ':prefix': text(prefixOf(namespace)), ':none': { N: '0' }, ...at(Date.now()) },
  });
  return {
    holdings: found.items.map(holdingOf),
    cursor: found.last && JSON.stringify([found.last.pk?.S, found.last.sk?.S]),
  };
}
