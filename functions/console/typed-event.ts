import type { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { type Event, toldKind } from '../../shared/contract/event.ts';
import { type Failure, type Result, fail, ok } from '../../shared/contract/result.ts';
import { didYouMean } from '../../shared/domain/rules/nearest.ts';
import { payload } from '../../shared/sources/lib/payload.ts';
import { translateOwn } from '../../shared/sources/standard-webhooks.ts';
import { namesIn } from './names-in.ts';

/** In the form of our own webhooks; without a `timestamp` it happens now. */
export const typedEvent = z.looseObject({
  type: toldKind,
  timestamp: z.string().max(40).optional(),
});

export const SAMPLE = {
  type: 'purchase' as const,
  data: {
    contact: { email: 'ana@example.com', firstName: 'Ana' },
    order: { id: 'A-1001', total: { amount: '64.50', currency: 'EUR' } },
  },
};

/** What stands in an event that was typed in and nobody reads: a webhook may hold such, in a trial it is mostly a slip. */
export const unreadIn = (event: unknown): string[] => namesUnread(event, []).slice(0, MOST_HINTS);

const MOST_HINTS = 20;

function namesUnread(given: unknown, path: readonly string[]): string[] {
  if (Array.isArray(given)) return given.flatMap((each, at) => namesUnread(each, [...path, String(at)]));
  const names = namesIn(payload, path);
  if (!isRecord(given) || names.length === 0) return [];
  return Object.entries(given).flatMap(([name, value]) => {
    const place = [...path, name];
    if (names.includes(name)) return namesUnread(value, place);
    return [`"${place.join('.')}" is not read.${didYouMean(name, names)}`];
  });
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** The event that was typed in, read as if it had come in a webhook of this source. */
export function eventOf(
  typed: z.infer<typeof typedEvent> | undefined,
  of: { brand: string; source: string; receivedAt: Temporal.Instant },
): Result<Event, Failure<'invalid'>> {
  const told = { timestamp: of.receivedAt.toString(), data: {}, ...typed };
  const translated = translateOwn(told, { ...of, settings: {} });
  if (!translated.ok) return fail('invalid', translated.failure.message);
  const [first] = translated.value;
  if (first && 'event' in first) return ok(first.event);
  return fail('invalid', first && 'ignored' in first ? first.ignored : 'It tells of no event.');
}
