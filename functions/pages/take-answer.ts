import { randomBytes } from 'node:crypto';
import type { Temporal } from 'temporal-polyfill';
import { publishEvents } from '../../shared/clients/bus.ts';
import type { Brand } from '../../shared/contract/brand.ts';
import type { Wording } from '../../shared/contract/survey.ts';
import { surveyEvent } from '../../shared/domain/ledger/mail-events.ts';
import type { Link } from '../../shared/domain/message/links.ts';
import { answerOf, expiryOf } from '../../shared/domain/survey/answer.ts';
import { iso } from '../../shared/domain/time/waits.ts';
import { keepAnswer } from '../../shared/store/answers.ts';
import { loadFollowUp } from '../../shared/store/follow-ups.ts';
import { anew } from '../middleware/anew.ts';

/** Milliseconds in which others who change the same follow-up are outlived; the person waits. */
const PATIENCE = 4000;

/**
 * Keeps an answer, the first by its mail alone, and tells the bus that there is one. Also of one that was kept before:
 * whoever kept it may have been cut off before this, and told twice it is one event. Throws where that cannot be done.
 */
export async function take(
  { brand, contact, mail }: Link,
  of: { brand: Brand; question: Wording; text: string; now: Temporal.Instant },
): Promise<void> {
  // Of a test mail there is no follow-up.
  if (!mail) return;
  const { now, question, text } = of;
  const key = { brand, contact, ...mail };
  const followUp = await loadFollowUp(key);
  if (!followUp) return;
  const answer = answerOf(brand, question, { text, now, lot: randomBytes(12).toString('base64url') });
  const kept = { answer, expires: expiryOf(answer, of.brand.survey?.keepDays) };
  if (!(await anew(() => keepAnswer(key, kept), performance.now() + PATIENCE)))
    throw new Error('Others kept changing the follow-up.');
  const told = await publishEvents([surveyEvent(followUp, iso(now))]);
  if (!told.ok) throw new Error(told.failure.message);
}
