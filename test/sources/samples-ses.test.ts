import { readFileSync, readdirSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sesEvent } from '../../shared/contract/ses-event.ts';
import { type Report, readReport } from '../../shared/domain/ledger/feedback.ts';

/** Beside the platforms' samples: what SES reports. It comes by EventBridge, whose `detail` SNS carries as its message. */
const samples = process.env['EXTRAMILE_SAMPLES'];
const folder = join(samples ?? '', 'ses');
const files = samples && existsSync(folder) ? readdirSync(folder) : [];

/** Nobody subscribes by a list of SES here. */
const NOT_READ = undefined;
const NOT_USED = 'comes by SNS to a function, which this system has none of';

const bounced = (at: string, detail: string): Partial<Report> => ({
  at,
  feedback: { bounced: at, detail },
  suppress: 'bounced',
});

const touched = (touch: NonNullable<Report['touch']>): Partial<Report> => ({ feedback: {}, touch });

/** By file: what is read of it. */
const EXPECTED: Readonly<Record<string, Partial<Report> | typeof NOT_READ | typeof NOT_USED>> = {
  'eventbridge.EmailBounced.json': bounced('2025-01-15T10:30:02.000Z', 'Permanent General'),
  'eventbridge.EmailClicked.json': touched({
    kind: 'clicked',
    at: '2025-01-15T11:05:00.000Z',
    userAgent: 'Mozilla/5.0',
    link: 'https://yourapp.com/welcome',
  }),
  'eventbridge.EmailDelivered.json': { feedback: { delivered: '2025-01-15T10:30:01.000Z' } },
  'eventbridge.EmailOpened.json': touched({
    kind: 'opened',
    at: '2025-01-15T11:00:00.000Z',
    userAgent: 'Mozilla/5.0',
  }),
  'sns-lambda-event.Bounce.json': NOT_USED,
  'sns-message.Bounce.json': bounced('2017-08-05T00:41:02.669Z', 'Permanent General'),
  'sns-message.Click.json': touched({
    kind: 'clicked',
    at: '2017-08-09T23:51:25.570Z',
    userAgent:
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/60.0.3112.90 Safari/537.36',
    link: 'http://docs.aws.amazon.com/ses/latest/DeveloperGuide/send-email-smtp.html',
  }),
  'sns-message.Complaint.json': {
    at: '2017-08-05T00:41:02.669Z',
    feedback: { complained: '2017-08-05T00:41:02.669Z' },
    suppress: 'complained',
  },
  'sns-message.Delivery.json': { feedback: { delivered: '2016-10-19T23:21:04.133Z' } },
  'sns-message.DeliveryDelay.json': { feedback: { detail: 'delayed' } },
  'sns-message.Open.json': touched({
    kind: 'opened',
    at: '2017-08-09T22:00:19.652Z',
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 10_3_3 like Mac OS X) AppleWebKit/603.3.8 (KHTML, like Gecko) Mobile/14G60',
  }),
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
