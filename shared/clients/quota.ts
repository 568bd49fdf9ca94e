import { GetSendQuotaCommand, SESClient } from '@aws-sdk/client-ses';

/** What SES allows this account, in mails. */
export type SendQuota = { perSecond: number; leftToday: number };

let client: SESClient | undefined;

export async function loadSendQuota(): Promise<SendQuota> {
  client ??= new SESClient({});
  const quota = await client.send(new GetSendQuotaCommand({}));
  const left = (quota.Max24HourSend ?? 0) - (quota.SentLast24Hours ?? 0);
  // SES says -1 for "no daily limit".
  return {
    perSecond: quota.MaxSendRate ?? 1,
    leftToday: quota.Max24HourSend === -1 ? Infinity : Math.max(0, left),
  };
}
