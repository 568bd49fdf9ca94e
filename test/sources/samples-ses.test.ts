import { readFileSync, readdirSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sesEvent } from '../../shared/contract/ses-event.ts';
import { type Report, readReport } from '../../shared/domain/ledger/feedback.ts';

/** Beside the platforms' samples: what SES reports. It comes by EventBridge, whose `detail` SNS carries as its message. */
const samples = process.env['EXTRAMILE_SAMPLES'];
const folder = join(samples ?? '', 'ses');
const files = samples && existsSync(folder) ? readdirSync(folder) : [];

/** Opens and clicks are inflated by machines, and nobody subscribes by a list of SES here. */
const NOT_READ = undefined;
const NOT_USED = 'comes by SNS to a function, which this system has none of';

const bounced = (at: string, detail: string): Partial<Report> => ({
  at,
  feedback: { bounced: at, detail },
  suppress: 'bounced',
});

/** By file: what is read of it. */
const EXPECTED: Readonly<Record<string, Partial<Report> | typeof NOT_READ | typeof NOT_USED>> = {
  'eventbridge.EmailBounced.json': bounced('2025-01-15T10:30:02.000Z', 'Permanent General'),
  'eventbridge.EmailClicked.json': NOT_READ,
  'eventbridge.EmailDelivered.json': { feedback: { delivered: '2025-01-15T10:30:01.000Z' } },
  'eventbridge.EmailOpened.json': NOT_READ,
  'sns-lambda-event.Bounce.json': NOT_USED,
  'sns-message.Bounce.json': bounced('2017-08-05T00:41:02.669Z', 'Permanent General'),
  'sns-message.Click.json': NOT_READ,
  'sns-message.Complaint.json': {
    at: '2017-08-05T00:41:02.669Z',
    feedback: { complained: '2017-08-05T00:41:02.669Z' },
    suppress: 'complained',
  },
  'sns-message.Delivery.json': { feedback: { delivered: '2016-10-19T23:21:04.133Z' } },
  'sns-message.DeliveryDelay.json': { feedback: { detail: 'delayed' } },
  'sns-message.Open.json': NOT_READ,
  'sns-message.Reject.json': { feedback: { detail: 'rejected' }, refused: true },
  'sns-message.RenderingFailure.json': { feedback: { detail: 'rendering failed' }, refused: true },
  'sns-message.Send.json': { feedback: {} },
  'sns-message.Subscription.json': NOT_READ,
};

/** A report has its sentence, whatever its words are. */
const wanted = (expected: (typeof EXPECTED)[string]): unknown =>
  typeof expected === 'object' ? { ...expected, sentence: expect.any(String) } : expected;

describe.runIf(samples)('samples of what SES reports', () => {
  test('it is said of every sample what is read of it, and of nothing else', () => {
    expect(files.toSorted()).toEqual(Object.keys(EXPECTED).toSorted());
  });

  test.each(files)('%s', (file) => {
    const body: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    const event = sesEvent.safeParse(file.startsWith('eventbridge.') ? body : { id: 'e-1', detail: body });
    expect(event.success ? readReport(event.data) : NOT_USED).toEqual(wanted(EXPECTED[file]));
  });
});
