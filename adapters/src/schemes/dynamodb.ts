/** `dynamodb://TABLE?region=…&endpoint=…`. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { openDynamoDB } from '../backends/dynamodb/open.js';
import type { Openers } from '../openers.js';

export const dynamodbSchemes: Openers['schemes'] = {
  dynamodb: (url, { timeoutMs, clients, environment }) =>
    openDynamoDB(url, { timeoutMs, environment, client: clients.dynamodb as DynamoDBClient | undefined }),
};
