import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { requireEnv } from '../contract/env.ts';
import type { Event } from '../contract/event.ts';
import { ENV, EVENT_SOURCE } from '../contract/names.ts';
import type { ExportNotice, NoticeKind, SourceNotice } from '../contract/notice.ts';
import { fail, ok, type Failure, type Result } from '../contract/result.ts';

/** PutEvents takes ten entries, and 256 kB in all on every account; a single event of ours stays below 128 kB. */
const MOST_ENTRIES = 10;
const MOST_BYTES = 250_000;

let client: EventBridgeClient | undefined;

/** The shop waits for the answer, five seconds at most: one quick second attempt, which the event's id makes harmless. */
function bus(): EventBridgeClient {
  client ??= new EventBridgeClient({
    maxAttempts: 2,
    // Waiting for a free connection counts as time, so there are enough of them; one limit covers it all.
    requestHandler: {
      httpAgent: { maxSockets: 1000 },
      httpsAgent: { maxSockets: 1000 },
      requestTimeout: 2100,
      throwOnRequestTimeout: true,
    },
  });
  return client;
}

/**
 * Puts events on our bus. It is `ok` only when the bus has all of them: a part that failed fails the whole, and what
 * was taken already is counted once when it comes again.
 */
export const publishEvents = (events: Event[]): Promise<Result<void, Failure<'bus-unavailable'>>> =>
  put(events.map((event) => toEntry(event.kind, event)));

/** Says something about ourselves, for whoever listens to the bus. */
export const publishNotice = (
  kind: NoticeKind,
  notice: SourceNotice | ExportNotice,
): Promise<Result<void, Failure<'bus-unavailable'>>> => put([toEntry(kind, notice)]);

async function put(entries: PutEventsRequestEntry[]): Promise<Result<void, Failure<'bus-unavailable'>>> {
  for (const Entries of batches(entries)) {
    try {
      const { FailedEntryCount } = await bus().send(new PutEventsCommand({ Entries }));
      if (FailedEntryCount !== 0) return unavailable();
    } catch (cause) {
      return unavailable(cause);
    }
  }
  return ok(undefined);
}

const unavailable = (cause?: unknown): ReturnType<typeof fail<'bus-unavailable'>> =>
  fail('bus-unavailable', 'The event could not be kept; please send it again.', { retryable: true, cause });

const toEntry = (
  kind: Event['kind'] | NoticeKind,
  detail: Event | SourceNotice | ExportNotice,
): PutEventsRequestEntry => ({
  EventBusName: requireEnv(ENV.bus),
  Source: EVENT_SOURCE,
  DetailType: kind,
  Detail: JSON.stringify(detail),
});

function batches(entries: PutEventsRequestEntry[]): PutEventsRequestEntry[][] {
  const all: PutEventsRequestEntry[][] = [];
  let room = 0;
  for (const entry of entries) {
    const size = Buffer.byteLength(entry.Detail ?? '') + 100;
    const last = all.at(-1);
    if (!last || last.length === MOST_ENTRIES || size > room) {
      all.push([entry]);
      room = MOST_BYTES - size;
    } else {
      last.push(entry);
      room -= size;
    }
  }
  return all;
}
