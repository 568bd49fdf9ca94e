import { describe, expect, test } from 'vitest';
import { sesEvent, type SesEvent } from '../../shared/contract/ses-event.ts';
import { type Report, readReport, withReport } from '../../shared/domain/ledger/feedback.ts';
import { makeFollowUp } from '../helpers/make.ts';

const make = (detail: object): SesEvent =>
  sesEvent.parse({
    id: 'e-1',
    detail: { mail: { timestamp: '2026-11-22T09:00:03.000Z', messageId: 'ses-1', tags: {} }, ...detail },
  });
const delivered = make({ eventType: 'Delivery', delivery: { timestamp: '2026-11-22T09:00:04.000Z' } });
const report = (event: SesEvent): Report => {
  const read = readReport(event);
  if (!read) throw new Error('no report');
  return read;
};
const apply = (followUp: ReturnType<typeof makeFollowUp>, event: SesEvent) =>
  withReport(followUp, report(event), event);

describe('feedback of SES', () => {
  test.each(['sending', 'unknown'] as const)('proves that a mail in state %s went out', (state) => {
    const before = makeFollowUp({ state, reason: 'nobody knows', leaseUntil: '2026-11-22T09:02:00.000Z' });
    expect(apply(before, delivered)).toMatchObject({
      state: 'sent',
      messageId: 'ses-1',
      sentAt: '2026-11-22T09:00:03.000Z',
      reason: undefined,
      leaseUntil: undefined,
      feedback: { delivered: '2026-11-22T09:00:04.000Z' },
    });
  });

  test('that comes twice changes nothing the second time', () => {
    const once = apply(makeFollowUp({ state: 'sent' }), delivered);
    expect(once.feedback).toEqual({ delivered: '2026-11-22T09:00:04.000Z' });
    expect(apply(once, delivered)).toBe(once);
  });

  test('never moves a final state back', () => {
    const rejected = make({ eventType: 'Reject', reject: {} });
    expect(apply(makeFollowUp({ state: 'sent' }), rejected).state).toBe('sent');
    expect(apply(makeFollowUp({ state: 'unknown' }), rejected).state).toBe('failed');
  });

  test.each([
    [
      'a permanent bounce',
      {
        eventType: 'Bounce',
        bounce: { bounceType: 'Permanent', bounceSubType: 'General', timestamp: '2026-11-22T09:00:04Z' },
      },
      'bounced',
    ],
    [
      'a transient bounce',
      {
        eventType: 'Bounce',
        bounce: { bounceType: 'Transient', bounceSubType: 'MailboxFull', timestamp: '2026-11-22T09:00:04Z' },
      },
      undefined,
    ],
    [
      'a complaint',
      {
        eventType: 'Complaint',
        complaint: { complaintFeedbackType: 'abuse', timestamp: '2026-11-22T09:00:04Z' },
      },
      'complained',
    ],
    [
      'a complaint of an identity',
      { notificationType: 'Complaint', complaint: { timestamp: '2026-11-22T09:00:04Z' } },
      'complained',
    ],
    [
      'not-spam',
      {
        eventType: 'Complaint',
        complaint: { complaintFeedbackType: 'not-spam', timestamp: '2026-11-22T09:00:04Z' },
      },
      undefined,
    ],
    ['a delivery', { eventType: 'Delivery' }, undefined],
  ])('%s suppresses as %s', (_name, detail, suppress) => {
    expect(report(make(detail)).suppress).toBe(suppress);
  });

  test('of a kind we do not know is left alone', () => {
    expect(readReport(make({ eventType: 'Subscription' }))).toBeUndefined();
  });
});

describe('feedback of one attempt among several', () => {
  const of = (attempt: number, detail: object): SesEvent => {
    const event = make(detail);
    event.detail.mail.tags = { attempt: [String(attempt)] };
    return event;
  };
  const delivery = { eventType: 'Delivery', delivery: { timestamp: '2026-11-22T09:00:04.000Z' } };
  const rejection = { eventType: 'Reject', reject: {} };

  test.each(['planned', 'queued', 'sending', 'unknown', 'failed', 'cancelled', 'skipped'] as const)(
    'an earlier one that arrived settles a %s one: no second mail is to go',
    (state) => {
      const after = apply(makeFollowUp({ state, attempt: 2 }), of(1, delivery));
      expect(after).toMatchObject({ state: 'sent', attempt: 1, messageId: 'ses-1', leaseUntil: undefined });
      expect(after.trace).toContain('The mail of attempt 1: Delivered.');
      expect(apply(after, of(1, delivery))).toBe(after);
    },
  );

  test.each(['planned', 'sending', 'unknown', 'sent'] as const)(
    'an earlier one that was refused decides nothing about a %s one, and is told once',
    (state) => {
      const before = makeFollowUp({ state, attempt: 2 });
      const after = apply(before, of(1, rejection));
      expect(after).toEqual({ ...before, trace: ['The mail of attempt 1: SES rejected the mail.'] });
      expect(apply(after, of(1, rejection))).toBe(after);
    },
  );

  test('an earlier one says nothing of the feedback of the one that was sent', () => {
    const bounce = {
      eventType: 'Bounce',
      bounce: { bounceType: 'Transient', bounceSubType: 'General', timestamp: '2026-11-22T09:00:04Z' },
    };
    const after = apply(makeFollowUp({ state: 'sent', attempt: 2, messageId: 'ses-2' }), of(1, bounce));
    expect(after).toMatchObject({ state: 'sent', messageId: 'ses-2' });
    expect(after.feedback).toBeUndefined();
    expect(apply(makeFollowUp({ state: 'sent', attempt: 2 }), of(2, bounce)).feedback).toHaveProperty(
      'bounced',
    );
  });

  test('what a person took for failed and what then arrived was sent', () => {
    expect(apply(makeFollowUp({ state: 'failed' }), delivered).state).toBe('sent');
    for (const eventType of ['Send', 'DeliveryDelay'])
      expect(apply(makeFollowUp({ state: 'failed' }), make({ eventType })).state).toBe('failed');
  });
});
