import { Temporal } from 'temporal-polyfill';
import type { Brand } from '../../contract/brand.ts';
import { requireEnv } from '../../contract/env.ts';
import { ENV, TAG_BRAND, TAG_TEST } from '../../contract/names.ts';
import { type Failure, type Result, fail } from '../../contract/result.ts';
import { takeCall } from '../../store/limits.ts';

type Content = { subject: string; html: string; text: string };

/** Of a brand, in a day of UTC: more would be a way to write to people past the ledger. */
export const MOST_TESTS = 50;

/** Beside the sources, of which none can have such a name. */
const COUNTED_AS = '~test-mails';

/** Hands one test to SES: no follow-up, no slot, no cap; its reports are nobody's. */
export async function postTest(
  brand: Brand,
  to: string,
  { unsubscribeUrl, ...content }: Content & { unsubscribeUrl: string },
): Promise<Result<{ messageId: string }, Failure<'too-many' | 'platform-fault'>>> {
  const now = Temporal.Now.instant();
  const limits = { perDay: MOST_TESTS };
  if ((await takeCall({ brand: brand.id, source: COUNTED_AS, limits, now })) !== undefined)
    return fail('too-many', `${MOST_TESTS} tests have gone out today; more can go after midnight UTC.`);
  // Only a test needs SES: the other calls start without it.
  const { composeMail, sendMail } = await import('../../clients/mail.ts');
  const { sender: from, replyTo } = brand;
  const raw = await composeMail({ ...content, from, to, replyTo, unsubscribeUrl, now, isTest: true });
  const answer = await sendMail({
    raw,
    to,
    configurationSet: requireEnv(ENV.configurationSet),
    tags: { [TAG_BRAND]: brand.id, [TAG_TEST]: 'true' },
  });
  return answer.ok ? answer : fail('platform-fault', `SES did not take it: ${answer.failure.message}`);
}
