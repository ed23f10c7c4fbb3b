/** From the SDK's many errors to the contract's one. What matters is whether the request can have been carried out, and what its reader can do. */

import { BackendFailure, type FailureKind, type Outcome } from '../../backend.js';
import { createTableCommand, permissions } from './table.js';

interface SdkError extends Error {
  readonly code?: string;
  readonly syscall?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

type Verdict = readonly [kind: FailureKind, outcome: Outcome, message?: string];

const throttled: Verdict = ['throttled', 'not-applied'];
const unreachable: Verdict = ['unavailable', 'not-applied'];
const cut: Verdict = ['unavailable', 'unknown'];
const badCredentials: Verdict = [
  'misconfigured',
  'not-applied',
  'DynamoDB does not accept the credentials. Run `aws sts get-caller-identity` with the same environment to see whose they are.',
];
const noCredentials: Verdict = [
  'misconfigured',
  'not-applied',
  'No AWS credentials. Give the function a role, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE.',
];

const byName: Readonly<Record<string, Verdict>> = {
  ProvisionedThroughputExceededException: throttled,
  ThrottlingException: throttled,
  ThrottledException: throttled,
  RequestLimitExceeded: throttled,
  RequestLimitExceededException: throttled,
  ReplicatedWriteConflictException: unreachable,
  UnrecognizedClientException: badCredentials,
  InvalidSignatureException: badCredentials,
  IncompleteSignatureException: badCredentials,
  MissingAuthenticationTokenException: badCredentials,
  ExpiredTokenException: badCredentials,
  CredentialsProviderError: noCredentials,
  TimeoutError: cut,
  AbortError: cut,
  InternalServerError: cut,
};

/** Codes of a connection that never was, so nothing was sent. */
const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

const isNeverSent = (error: SdkError): boolean =>
  neverSent.has(error.code ?? '') || error.syscall === 'connect' || /establish(ing|) a connection/.test(error.message);

function verdictOnTable(error: SdkError, table: string): Verdict | undefined {
  if (error.name === 'ResourceNotFoundException')
    return [
      'misconfigured',
      'not-applied',
      `There is no table "${table}" in this region and account. Create it: ${createTableCommand(table)}`,
    ];
  if (error.name === 'AccessDeniedException')
    return [
      'misconfigured',
      'not-applied',
      `No permission on the table "${table}". Allow ${permissions.join(', ')} on it. (${error.message})`,
    ];
  if (error.message === 'Region is missing')
    return [
      'misconfigured',
      'not-applied',
      `In which region is "${table}"? Write it into the URL (dynamodb://${table}?region=eu-west-1) or set AWS_REGION.`,
    ];
  return undefined;
}

function verdictOnRequest(error: SdkError, table: string): Verdict | undefined {
  if (error.name !== 'ValidationException') return undefined;
  if (/item size/i.test(error.message)) return ['too-large', 'not-applied', 'DynamoDB takes items of up to 400 KB.'];
  if (/size of (hash|range)key/i.test(error.message))
    return ['misconfigured', 'not-applied', `Namespace and name of the collection are too long. (${error.message})`];
  if (/does not match the schema|missing the key/i.test(error.message))
    return [
      'misconfigured',
      'not-applied',
      `The table "${table}" has other keys than pk and sk, both strings. Create one: ${createTableCommand(table)}`,
    ];
  return undefined;
}

function verdictOnTransport(error: SdkError): Verdict {
  const status = error.$metadata?.httpStatusCode;
  if (isNeverSent(error)) return unreachable;
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(error.code ?? ''))
    return ['misconfigured', 'not-applied', `The endpoint's certificate is not trusted (${error.code ?? ''}).`];
  if (error.code !== undefined && /^E[A-Z]+$/.test(error.code)) return cut;
  if (status === undefined) return ['unexpected', 'unknown'];
  if (status >= 500) return cut;
  return ['unexpected', status >= 400 ? 'not-applied' : 'unknown'];
}

export function failureOf(cause: unknown, table: string): BackendFailure {
  if (cause instanceof BackendFailure) return cause;
  if (!(cause instanceof Error)) return new BackendFailure('unexpected', 'unknown', 'DynamoDB failed.', { cause });
  const error: SdkError = cause;
  const [kind, outcome, message = `DynamoDB: ${error.message || error.name}`] = isNeverSent(error)
    ? unreachable
    : (verdictOnTable(error, table) ??
      verdictOnRequest(error, table) ??
      byName[error.name] ??
      verdictOnTransport(error));
  return new BackendFailure(kind, outcome, message, { cause });
}

/** DynamoDB calls it invalid when a path leads through something that is no map, a sum leaves its range or an expression gets too long. */
export const isInvalid = (failure: unknown): boolean =>
  failure instanceof BackendFailure &&
  failure.kind === 'unexpected' &&
  failure.cause instanceof Error &&
  failure.cause.name === 'ValidationException';
