import {
  type DkimAttributes,
  GetAccountCommand,
  GetConfigurationSetEventDestinationsCommand,
  GetEmailIdentityCommand,
  type MailFromAttributes,
  NotFoundException,
  SESv2Client,
} from '@aws-sdk/client-sesv2';
import { fail, ok } from '../contract/result.ts';
import type { Account, Destination, Identity, Seen } from '../domain/doctor/facts.ts';

let client: SESv2Client | undefined;

/** Somebody waits for the answer of all of them together. */
function ses(): SESv2Client {
  client ??= new SESv2Client({
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 4000, throwOnRequestTimeout: true },
  });
  return client;
}

/** How the domain stands with SES; `missing` when SES does not know it. */
export const loadIdentity = (EmailIdentity: string): Promise<Seen<Identity>> =>
  seen(async () => {
    const found = await ses().send(new GetEmailIdentityCommand({ EmailIdentity }));
    return {
      isVerified: found.VerifiedForSendingStatus === true,
      dkim: dkimOf(found.DkimAttributes),
      mailFrom: mailFromOf(found.MailFromAttributes),
    };
  });

const dkimOf = (of: DkimAttributes = {}): Identity['dkim'] => ({
  isOn: of.SigningEnabled === true,
  status: of.Status ?? 'NOT_STARTED',
  tokens: of.Tokens ?? [],
  zone: of.SigningHostedZone ?? 'dkim.amazonses.com',
});

const mailFromOf = (of: Partial<MailFromAttributes> = {}): Identity['mailFrom'] =>
  of.MailFromDomain ? { domain: of.MailFromDomain, status: of.MailFromDomainStatus ?? 'PENDING' } : undefined;

/** What the account may do, and what it has used of it. */
export const loadAccount = (): Promise<Seen<Account>> =>
  seen(async () => {
    const found = await ses().send(new GetAccountCommand({}));
    const { Max24HourSend: perDay = 0, MaxSendRate = 0, SentLast24Hours = 0 } = found.SendQuota ?? {};
    return {
      isOutOfSandbox: found.ProductionAccessEnabled === true,
      review: found.Details?.ReviewDetails?.Status,
      maySend: found.SendingEnabled === true,
      enforcement: found.EnforcementStatus ?? 'HEALTHY',
      // SES says -1 for "no daily limit".
      quota: {
        perSecond: MaxSendRate,
        perDay: perDay === -1 ? undefined : perDay,
        usedToday: SentLast24Hours,
      },
    };
  });

/** Where a configuration set tells what became of mails; `missing` when there is no such set. */
export const loadDestinations = (ConfigurationSetName: string): Promise<Seen<Destination[]>> =>
  seen(async () => {
    const { EventDestinations = [] } = await ses().send(
      new GetConfigurationSetEventDestinationsCommand({ ConfigurationSetName }),
    );
    return EventDestinations.map((one) => ({
      isOn: one.Enabled === true,
      events: one.MatchingEventTypes ?? [],
      bus: one.EventBridgeDestination?.EventBusArn,
    }));
  });

/** A permission that is missing or a call that fails must not hide what the others say. */
async function seen<T>(ask: () => Promise<T>): Promise<Seen<T>> {
  try {
    return ok(await ask());
  } catch (error) {
    if (error instanceof NotFoundException) return fail('missing', 'SES does not know it.');
    return fail('unseen', error instanceof Error ? `${error.name}.` : 'SES gave no reason.');
  }
}
