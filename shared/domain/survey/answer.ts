import type { Temporal } from 'temporal-polyfill';
import { type Answer, MOST_ANSWER, type Wording } from '../../contract/survey.ts';
import { plainText } from '../message/plain.ts';

/** Days that answers are kept where the brand has not said otherwise. */
export const USUAL_DAYS = 365;

/** What somebody typed, without what steers whatever shows it; or what is wrong with it. */
export function readAnswer(typed: string): { text: string } | { fault: 'empty' | 'too-long' } {
  const text = plainText(typed).replaceAll('\r\n', '\n').trim();
  if (text === '') return { fault: 'empty' };
  return Array.from(text).length > MOST_ANSWER ? { fault: 'too-long' } : { text };
}

/**
 * What is kept of an answer: of the moment only the day, in UTC. `lot` is drawn for it alone, so that those of a day
 * stand in no order.
 */
export function answerOf(
  brand: string,
  { language, text: question }: Wording,
  { text, now, lot }: { text: string; now: Temporal.Instant; lot: string },
): Answer {
  const day = dayOf(now);
  return { brand, id: `${day}-${lot}`, day, language, question, text };
}

export const dayOf = (now: Temporal.Instant): string =>
  now.toZonedDateTimeISO('UTC').toPlainDate().toString();

const DAY_SECONDS = 86_400;

/** The second at which it is to be gone: so many whole days after its own, which again says nothing of the hour. */
export const expiryOf = ({ day }: Pick<Answer, 'day'>, days = USUAL_DAYS): number =>
  Date.parse(day) / 1000 + (days + 1) * DAY_SECONDS;
