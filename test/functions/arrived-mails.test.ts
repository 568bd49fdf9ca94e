import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FollowUp, followUpState } from '../../shared/contract/follow-up.ts';
import { sesEvent } from '../../shared/contract/ses-event.ts';
import { arrivalOf, readReport, withReport } from '../../shared/domain/ledger/feedback.ts';
import { MAX_TRACE } from '../../shared/domain/ledger/words.ts';
import { noteArrival } from '../../shared/store/arrived-mails.ts';
import { documents, tableName } from '../../shared/store/client.ts';
import { followUpItem, loadFollowUp } from '../../shared/store/follow-ups.ts';
import { makeFollowUp } from '../helpers/make.ts';
import { startRooms } from '../helpers/rooms.ts';

let rooms: Awaited<ReturnType<typeof startRooms>>;
beforeAll(async () => {
  rooms = await startRooms();
});
afterAll(async () => {
  await rooms.stop();
});

const arrived = (attempt: number) =>
  sesEvent.parse({
    id: 'e-1',
    detail: {
      eventType: 'Delivery',
      mail: {
        timestamp: '2026-11-22T09:00:03.000Z',
        messageId: 'ses-1',
        tags: { attempt: [String(attempt)] },
      },
      delivery: { timestamp: '2026-11-22T09:00:04.000Z' },
    },
  });

const TRACES: [string, string[]][] = [
  ['no trace', []],
  ['a trace', ['SES took the mail.']],
  ['a trace that says it', ['Delivered.', 'Sent again.']],
  ['a trace of another attempt that says it', ['The mail of attempt 2: Delivered.', 'Sent again.']],
  ['a full trace', Array.from({ length: MAX_TRACE }, (_, at) => `Line ${at}.`)],
];
const FEEDBACK: [string, FollowUp['feedback']][] = [
  ['nothing known', undefined],
  ['a click known', { clicks: [{ at: '2026-11-22T09:00:03.500Z' }] }],
  ['the arrival known', { delivered: '2026-11-22T09:00:04.000Z' }],
];
const cases = followUpState.options.flatMap((state) =>
  [1, 2].flatMap((attempt) =>
    [1, 2].flatMap((of) =>
      TRACES.flatMap(([traced, trace]) =>
        FEEDBACK.map(([known, feedback]) => ({ state, attempt, of, traced, trace, known, feedback })),
      ),
    ),
  ),
);

test('an arrival noted without reading is what it would be with reading, or nothing is written', async () => {
  const outcomes: boolean[] = [];
  for (const [at, { state, attempt, of, trace, feedback }] of cases.entries()) {
    const before = makeFollowUp({ subject: `order/${at}`, state, attempt, trace, feedback });
    await documents().send(new PutCommand({ TableName: tableName(), Item: followUpItem(before) }));
    const event = arrived(of);
    const report = readReport(event)!;
    const arrival = arrivalOf(report, event)!;
    const isPlain = state === 'sent' && attempt === of && !feedback && !trace.includes(arrival.sentence);
    const isNoted = isPlain && trace.length < MAX_TRACE;
    const after = isNoted ? { ...withReport(before, report, event), revision: 2 } : before;
    expect(await noteArrival(before, arrival)).toEqual(isNoted ? after : undefined);
    expect(await loadFollowUp(before)).toEqual(after);
    outcomes.push(isNoted);
  }
  expect(new Set(outcomes)).toEqual(new Set([true, false]));
});
