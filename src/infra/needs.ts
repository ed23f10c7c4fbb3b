/** What the adapters need of AWS, as plain data: every format says the same in its own words. */

/** The one table. Its layout is that of the adapters, which nothing here may import; a test compares them. */
export const TABLE = { partitionKey: 'pk', sortKey: 'sk', timeToLive: 'ttl' } as const;

export const ACTIONS = {
  functions: [
    'dynamodb:GetItem',
    'dynamodb:UpdateItem',
    'dynamodb:DeleteItem',
    'dynamodb:Query',
    'dynamodb:BatchGetItem',
    'dynamodb:BatchWriteItem',
  ],
  /** Besides the others, for whoever runs `coldstate copy`. */
  copy: ['dynamodb:Scan'],
} as const;

/** Reads are answered at the first, and those of replicas at the second. */
export const CACHE_PORTS = { from: 6379, to: 6380 } as const;

export const CACHE = { engine: 'valkey', major: '8', gigabytes: 10, unitsPerSecond: 5000, snapshots: 7 } as const;

/** What there is to set up. */
export const SETUPS = ['dynamodb', 'elasticache', 'external'] as const;
export type Setup = (typeof SETUPS)[number];

export const BACKENDS = ['redis', 'dynamodb'] as const;
export type Backend = (typeof BACKENDS)[number];

/** Comments of every format, one paragraph a line. */
export const NOTES: Readonly<Record<Setup, readonly string[]>> = {
  dynamodb: [
    'One table for all shared collections of the application. It is paid by request, and kept when the stack is deleted.',
    'DynamoDB encrypts it with a key of its own. A key of yours costs a request to KMS now and then, and needs kms:Decrypt in the policy.',
    'Point-in-time recovery costs about $0.20 per GB and month (us-east-1).',
  ],
  elasticache: [
    'A serverless Valkey cache. It has TLS always, and no password: whoever is in the security group of the functions can read and write it.',
    'At its limit it drops entries that have an expiry, sessions among them. Leave room, and set an alarm on BytesUsedForCache.',
    'What a VPC costs a function: the cache can be reached from inside of it only, and from inside of it a function reaches nothing else but that.',
    '- The internet needs a NAT gateway: about $33 a month in each zone, and $0.045 per GB (us-east-1).',
    '- An AWS service needs an interface endpoint: about $7 a month in each zone; DynamoDB and S3 have gateway endpoints, which are free.',
    '- Each subnet needs free addresses for the network interfaces. Cold starts are hardly longer; the first deployment takes some minutes.',
    'The cache itself costs from about $6 a month on, by what it holds and does. If all that is a lot for you: DynamoDB needs no VPC.',
  ],
  external: [
    'The URL of a Redis that runs elsewhere, kept as a secret: rediss://… with TLS, or https://… for Redis over HTTP.',
    'The variable is filled in when the function is deployed: deploy again after the secret has changed.',
    'Lambda shows it to whoever may read the configuration of the function.',
    'If that Redis has a public address, leave the function outside of any VPC: inside of one it needs a NAT gateway (about $33 a month).',
  ],
};
