import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import { domainToASCII } from 'node:url';
import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { type Result, fail, ok } from '../contract/result.ts';
import { type MailFailure, mailFailure } from './mail-errors.ts';

export { composeMail, type MailParts } from './mime.ts';
export type { MailFailure } from './mail-errors.ts';

/** Milliseconds; all below the 30 s of the function, so that the ledger can still be marked. */
const CONNECT_TIMEOUT = 3_000;
const REQUEST_TIMEOUT = 10_000;

/** A connection that idled longer may be dead without our knowing, and a dead one leaves the mail in doubt. */
const IDLE_LIMIT = 4_000;

const agents = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };
/** Since when each connection has idled: one may be busy while its neighbours grow old. */
const idleSince = new WeakMap<Duplex, number>();
for (const agent of Object.values(agents))
  agent.on('free', (socket: Duplex) => idleSince.set(socket, Date.now()));
let client: SESClient | undefined;

/**
 * `maxAttempts: 1` is a promise to people: the SDK's own second attempt after a reset, a 500 or a time-out would be
 * a second mail. Without `throwOnRequestTimeout` the time-out would only be a warning.
 */
function ses(): SESClient {
  client ??= new SESClient({
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT,
      requestTimeout: REQUEST_TIMEOUT,
      throwOnRequestTimeout: true,
      httpAgent: agents.http,
      httpsAgent: agents.https,
    },
  });
  return client;
}

export type OutgoingMail = {
  /** What `composeMail` made. */
  raw: Buffer;
  /** The one recipient. SES is told explicitly, so nothing in the headers can add another. */
  to: string;
  configurationSet: string;
  /** Names and values of letters, digits, `_` and `-`. */
  tags: Record<string, string>;
};

/** Hands one mail to SES, in exactly one request. Whatever went wrong comes back as a value that says if it may have gone. */
export async function sendMail(mail: OutgoingMail): Promise<Result<{ messageId: string }, MailFailure>> {
  dropIdleConnections();
  try {
    const { MessageId } = await ses().send(
      new SendRawEmailCommand({
        RawMessage: { Data: mail.raw },
        Destinations: [asciiAddress(mail.to)],
        ConfigurationSetName: mail.configurationSet,
        Tags: Object.entries(mail.tags).map(([Name, Value]) => ({ Name, Value })),
      }),
    );
    return MessageId ? ok({ messageId: MessageId }) : fail('doubt', 'SES answered without a message id.');
  } catch (error) {
    return mailFailure(error);
  }
}

function dropIdleConnections(): void {
  const now = Date.now();
  for (const agent of Object.values(agents))
    for (const socket of Object.values(agent.freeSockets).flatMap((sockets) => sockets ?? []))
      if (Math.abs(now - (idleSince.get(socket) ?? 0)) >= IDLE_LIMIT) socket.destroy();
}

/** SES takes domains in their ASCII form only. */
function asciiAddress(address: string): string {
  const at = address.lastIndexOf('@');
  const domain = domainToASCII(address.slice(at + 1));
  return domain ? `${address.slice(0, at)}@${domain}` : address;
}
