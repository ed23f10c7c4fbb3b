/** `dynamodb:` with the SDK loaded when the first call needs it: for entries that know other backends too, and run without it. */
import { dynamodbOpener } from '../backends/dynamodb/open.js';
import type { Sdk } from '../backends/dynamodb/requests.js';
import { ConfigError } from '../errors.js';
import type { Openers } from '../openers.js';

async function loadSdk(): Promise<Sdk> {
  try {
    return await import('../backends/dynamodb/sdk.js');
  } catch (cause) {
    throw new ConfigError('DynamoDB needs the AWS SDK. Run `npm install @aws-sdk/client-dynamodb`.', { cause });
  }
}

export const dynamodbSchemes: Openers['schemes'] = { dynamodb: dynamodbOpener(loadSdk) };
