/**
 * The table as plain data: for `new CreateTableCommand(tableSchema('state'))` in tests, for the documentation, for whoever writes a template. Nothing
 * here runs while requests are served: the backend never asks for, creates or changes a table.
 */

import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';

export const tableSchema = (name: string): CreateTableCommandInput => ({
  TableName: name,
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
  ],
  BillingMode: 'PAY_PER_REQUEST',
});

/** What `UpdateTimeToLive` is given. Without it nothing is seen too long, but nothing is reclaimed either. */
export const timeToLive = { Enabled: true, AttributeName: 'ttl' } as const;

export const createTableCommand = (name: string): string =>
  `aws dynamodb create-table --table-name ${name} --billing-mode PAY_PER_REQUEST` +
  ' --attribute-definitions AttributeName=pk,AttributeType=S AttributeName=sk,AttributeType=S' +
  ' --key-schema AttributeName=pk,KeyType=HASH AttributeName=sk,KeyType=RANGE' +
  ` && aws dynamodb update-time-to-live --table-name ${name} --time-to-live-specification Enabled=true,AttributeName=ttl`;

/** What the role needs. `Scan` is for `copy` alone. */
export const permissions = [
  'dynamodb:GetItem',
  'dynamodb:UpdateItem',
  'dynamodb:DeleteItem',
  'dynamodb:Query',
  'dynamodb:BatchGetItem',
  'dynamodb:BatchWriteItem',
  'dynamodb:Scan',
] as const;
