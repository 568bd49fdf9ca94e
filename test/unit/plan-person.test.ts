import { describe, expect, test } from 'vitest';
import type { Event } from '../../shared/contract/event.ts';
import { plan, type Plan, type PlanInput } from '../../shared/domain/ledger/plan.ts';
import { newSubject, parseSubjectRef, subjectRef, withWaiting } from '../../shared/domain/ledger/subjects.ts';
import { compileRules } from '../../shared/domain/rules/rule-set.ts';
import { at, makeBrand, makeContact, makeEvent, makeRule } from '../helpers/make.ts';

const decide = (over: Partial<PlanInput> & { event: Event }): Plan =>
  plan({
    contactId: 'contact-of-ana',
    contact: undefined,
    subject: undefined,
    suppression: undefined,
    open: [],
    existing: new Set(),
    rules: compileRules([makeRule()]),
    brand: makeBrand(),
    now: at('2026-11-22T09:00:02Z'),
    ...over,
  });

describe('an event of the subject that names another address', () => {
  const planned = decide({
    contact: makeContact(),
    event: makeEvent({
      kind: 'delivery',
      person: { email: 'ben@example.com', firstName: 'Ben', locale: 'de', consent: 'granted' },
    }),
  });

  test('changes neither name, language nor consent of the person it belongs to', () => {
    expect(planned.contact).toMatchObject({
      email: 'ana@example.com',
      firstName: 'Ana',
      consent: { marketing: 'unknown' },
    });
    expect(planned.contact.locale).toBeUndefined();
  });

  test('still counts as what happened to the subject', () => {
    expect(planned.contact.last).toHaveProperty('delivery');
    expect(planned.subject?.seen).toHaveProperty('delivery');
  });
});

describe('what belongs to the person and not to a shop', () => {
  const signup = (source: string): Event => makeEvent({ kind: 'signup', source });

  test('is one reason, whichever source tells of it', () => {
    expect(subjectRef(signup('shopify'))).toBe(subjectRef(signup('standard-webhooks')));
    const rules = compileRules([makeRule({ id: 'welcome', on: 'signup' })]);
    const [first] = decide({ event: signup('shopify'), rules }).created;
    const [second] = decide({ event: signup('standard-webhooks'), rules }).created;
    expect(second?.subject).toBe(first?.subject);
  });

  test('is told apart from an order of a source', () => {
    expect(parseSubjectRef(subjectRef(signup('shopify'))).subject).toBe('signup');
    expect(subjectRef(makeEvent({ source: 'shopify' }))).toBe('shopify/order/A-1001');
  });
});

describe('items stay within what the table takes', () => {
  test('the trace of one event among ten thousand rules', () => {
    const rules = Array.from({ length: 10_000 }, (_, index) =>
      makeRule({
        id: `rule-${index}`,
        name: `rule ${index}`,
        if: { field: 'contact.locale', op: 'in', value: ['x'.repeat(900)] },
      }),
    );
    const fits = makeRule({ id: 'fits', name: 'fits', priority: 1 });
    const { events } = decide({ event: makeEvent(), rules: compileRules([...rules, fits]) });
    const trace = events[0]?.trace ?? [];
    expect(Buffer.byteLength(JSON.stringify(trace))).toBeLessThan(20_000);
    expect(trace).toContain('"fits" applies.');
    expect(trace.at(-1)).toMatch(/^\d+ more rules do not apply\.$/);
  });

  test('events that wait in a row for somebody to be known', () => {
    const items = Array.from({ length: 50 }, () => ({ title: 'ü'.repeat(500), quantity: 1 }));
    let subject = newSubject(makeEvent());
    for (let refund = 0; refund < 20; refund++)
      subject = withWaiting(
        subject,
        makeEvent({
          kind: 'refund',
          person: {},
          facts: { order: { id: 'A-1001', items }, refund: { id: `R-${refund}` } },
        }),
      );
    expect(Buffer.byteLength(JSON.stringify(subject))).toBeLessThan(300_000);
    expect(subject.waiting.at(-1)?.facts.refund?.id).toBe('R-19');
  });
});

describe('a person with hundreds of open follow-ups', () => {
  const CHECK_IN = makeRule({ id: 'check-in', after: 'P14D', within: 'P30D', retimedBy: ['delivery'] });
  const rules = compileRules([makeRule(), CHECK_IN]);
  const orders = Array.from({ length: 260 }, (_, at) => makeEvent({ subject: `order/A-${at}` }));

  test('keeps in mind those that a delivery may still re-time', () => {
    let contact: Plan['contact'] | undefined;
    for (const event of orders) ({ contact } = decide({ event, contact, rules }));
    const open = contact?.open ?? [];
    expect(open).toHaveLength(200);
    expect(open.every(({ rule }) => rule === 'check-in')).toBe(true);
    expect(open.at(-1)?.subject).toBe('standard-webhooks/order/A-259');
  });
});
