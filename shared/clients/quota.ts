import { GetSendQuotaCommand, SESClient } from '@aws-sdk/client-ses';
import type { Quota } from '../domain/ledger/pace.ts';

let client: SESClient | undefined;

export async function loadSendQuota(): Promise<Quota> {
  client ??= new SESClient({});
  const quota = await client.send(new GetSendQuotaCommand({}));
  // SES says -1 for "no daily limit".
  const perDay = quota.Max24HourSend === -1 ? Infinity : (quota.Max24HourSend ?? 0);
  return {
    perSecond: quota.MaxSendRate ?? 1,
    perDay,
    leftToday: Math.max(0, perDay - (quota.SentLast24Hours ?? 0)),
  };
}
