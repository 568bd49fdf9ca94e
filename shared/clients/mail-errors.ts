import { type Failure, fail } from '../contract/result.ts';

/**
 * What became of a mail that SES did not acknowledge. Only `doubt` may have been sent.
 * - `throttled`: too fast for the account's rate; a moment later it goes.
 * - `quota`: the account's daily number is used up; hours later it goes.
 * - `unreachable`: nobody took it, or the account as a whole may not send; it goes once that is mended.
 * - `refused`: SES will not take this mail, now or later.
 * - `doubt`: it may have gone out. Never send it again by oneself.
 */
export type MailFailure = Failure<'throttled' | 'quota' | 'unreachable' | 'refused' | 'doubt'>;

const THROTTLES = [
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'SlowDown',
];
const LIMITS = ['LimitExceeded', 'LimitExceededException'];

/** Refusals of the sender, not of the mail: whoever runs the account mends them, and the mail still goes in time. */
const ACCOUNT = [
  'AccountSendingPausedException',
  'ConfigurationSetSendingPausedException',
  'ConfigurationSetDoesNotExist',
  'ConfigurationSetDoesNotExistException',
  'MailFromDomainNotVerifiedException',
  'AccessDenied',
  'AccessDeniedException',
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteSignature',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationToken',
  'OptInRequired',
  'RequestExpired',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
];

/** Before the first byte of the request: looking up the name, and connecting. */
const BEFORE_SENDING = ['connect', 'getaddrinfo'];

/** The one place that reads SES's and the socket's errors. Messages of SES may quote addresses: they are not kept. */
export function mailFailure(error: unknown): { ok: false; failure: MailFailure } {
  const name = error instanceof Error ? error.name : typeof error;
  if (isNeverSent(error))
    return fail('unreachable', `SES could not be reached: ${name}.`, { retryable: true });
  if (!isTypedRefusal(error))
    return fail('doubt', `It is not known whether SES took the mail: ${name}.`, { cause: name });
  if (isDailyQuota(error))
    return fail('quota', 'The daily quota of the SES account is used up.', { retryable: true });
  if ([...THROTTLES, ...LIMITS].includes(name) || statusOf(error) === 429)
    return fail('throttled', 'SES asks to send more slowly.', { retryable: true });
  if (isOfAccount(error))
    return fail('unreachable', `SES takes no mail of this account now: ${name}.`, { retryable: true });
  return fail('refused', `SES refuses this mail: ${name}.`);
}

/** The SDK throws these before it opens a connection, or Node while it opens one. */
function isNeverSent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'CredentialsProviderError') return true;
  if (error.name === 'TimeoutError' && error.message.includes('did not establish a connection')) return true;
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.every(isNeverSent);
  return 'syscall' in error && BEFORE_SENDING.includes(String(error.syscall));
}

/** SES answered in its own words with a 4xx. 408 is not an answer: it says that the request was cut short. */
function isTypedRefusal(error: unknown): error is Error {
  const status = statusOf(error);
  const isAnswer = status !== undefined && status >= 400 && status < 500 && status !== 408;
  return isAnswer && error instanceof Error && 'Code' in error && typeof error.Code === 'string';
}

/**
 * SES also says `MessageRejected` while the domain is not verified yet, the account is in the sandbox or suspended: the
 * people of those days are to be thanked once the operator has mended it.
 */
const isOfAccount = (error: Error): boolean =>
  ACCOUNT.includes(error.name) ||
  (error.name === 'MessageRejected' && /not verified|suspended|paused/i.test(error.message));

const isDailyQuota = (error: Error): boolean =>
  [...THROTTLES, ...LIMITS].includes(error.name) && /daily|quota/i.test(error.message);

function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('$metadata' in error)) return undefined;
  const metadata = error.$metadata;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}
