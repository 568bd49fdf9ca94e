import { describe, expect, test } from 'vitest';
import { MOST_TOUCHES } from '../../shared/contract/follow-up.ts';
import { type SesEvent, sesEvent } from '../../shared/contract/ses-event.ts';
import { readReport, withReport } from '../../shared/domain/ledger/feedback.ts';
import { machineBehind } from '../../shared/domain/ledger/machine.ts';
import { answeredBy, firstByPerson, mailEvent, ofAnswered } from '../../shared/domain/ledger/mail-events.ts';
import { untold } from '../../shared/domain/rules/listens.ts';
import { makeEvent, makeFollowUp, makeRule } from '../helpers/make.ts';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const APPLE_MAIL = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const OUTLOOK = 'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17928; Pro)';
const GMAIL = 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)';

describe('what opens a mail', () => {
  const arrived = '2026-11-22T09:00:00Z';
  const behind = (userAgent: string, at = '2026-11-22T09:30:00Z') =>
    machineBehind({ at, userAgent, arrived });

  test.each([
    ['Mozilla/5.0', 'Apple Mail Privacy Protection'],
    [GMAIL, "Gmail's picture proxy"],
    ['YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html', "Yahoo's picture proxy"],
    ['', 'a program without a name'],
    ['Barracuda Sentinel (EE)', 'a scanner or program'],
    ['Mozilla/5.0 (compatible; Mimecast)', 'a scanner or program'],
    ['python-requests/2.31', 'a scanner or program'],
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/120.0 Safari/537.36',
      'a scanner or program',
    ],
  ])('is a machine by the name %j: %s', (userAgent, expected) => expect(behind(userAgent)).toBe(expected));

  test.each([FIREFOX, APPLE_MAIL, OUTLOOK])('is a person with %s', (userAgent) =>
    expect(behind(userAgent)).toBeUndefined(),
  );

  test('is a machine when it comes with the mail, or before it is told to have arrived', () => {
    expect(behind(FIREFOX, '2026-11-22T09:00:09.999Z')).toMatch(/within 10 seconds/);
    expect(behind(FIREFOX, '2026-11-22T08:59:00Z')).toMatch(/within 10 seconds/);
    expect(behind(FIREFOX, '2026-11-22T09:00:10Z')).toBeUndefined();
  });
});

const report = (detail: object, attempt = '1'): SesEvent =>
  sesEvent.parse({
    id: 'e-1',
    detail: {
      mail: { timestamp: '2026-11-22T09:00:00.000Z', messageId: 'ses-1', tags: { attempt: [attempt] } },
      ...detail,
    },
  });
const open = (timestamp: string, userAgent = FIREFOX) =>
  report({ eventType: 'Open', open: { timestamp, userAgent } });
const click = (timestamp: string, link = 'https://shop.example/guide', userAgent = FIREFOX) =>
  report({ eventType: 'Click', click: { timestamp, userAgent, link } });
const apply = (followUp: ReturnType<typeof makeFollowUp>, ...events: SesEvent[]) =>
  events.reduce((seen, event) => {
    const read = readReport(event);
    if (!read) throw new Error('no report');
    return withReport(seen, read, event);
  }, followUp);
const SENT = makeFollowUp({ state: 'sent', feedback: { delivered: '2026-11-22T09:00:02.000Z' } });
const [T1, T2, T3] = [
  '2026-11-22T10:00:00.000Z',
  '2026-11-22T11:00:00.000Z',
  '2026-11-22T12:00:00.000Z',
] as const;

describe('opens and clicks in the ledger', () => {
  test('are kept with the first of a person, and told in the trace once', () => {
    const after = apply(SENT, open(T1), click(T2), open(T3));
    expect(after.feedback).toEqual({
      delivered: '2026-11-22T09:00:02.000Z',
      opened: T1,
      opens: [{ at: T1 }, { at: T3 }],
      clicked: T2,
      clicks: [{ at: T2, link: 'https://shop.example/guide' }],
    });
    expect(after.trace).toEqual([...SENT.trace, 'Opened.', 'A link was followed.']);
  });

  test('told again change nothing, and told in another order come to the same first', () => {
    const events = [open(T1), click(T2), open(T3), click(T3, 'https://shop.example/b')];
    const once = apply(SENT, ...events);
    expect(apply(once, ...events)).toBe(once);
    const other = apply(SENT, ...events.toReversed(), ...events);
    expect(other.feedback).toMatchObject({ opened: T1, clicked: T2 });
    expect(other.feedback?.opens).toHaveLength(2);
    expect(other.feedback?.clicks).toHaveLength(2);
  });

  test('of a machine are marked, and are no first', () => {
    const after = apply(SENT, open(T1, 'Mozilla/5.0'), click('2026-11-22T09:00:05Z'));
    expect(after.feedback).toMatchObject({
      opens: [{ at: T1, machine: 'Apple Mail Privacy Protection' }],
      clicks: [{ machine: 'within 10 seconds of its arrival' }],
    });
    expect(after.feedback).not.toHaveProperty('opened');
    expect(after.feedback).not.toHaveProperty('clicked');
    expect(after.trace.at(-2)).toBe('Opened by a machine (Apple Mail Privacy Protection).');
  });

  test('keep no query: it may say who somebody is', () => {
    const after = apply(SENT, click(T1, 'https://shop.example/a?email=ana%40example.com#ana'));
    expect(after.feedback?.clicks).toEqual([{ at: T1, link: 'https://shop.example/a' }]);
  });

  test('are bounded, and the first of a person is noted all the same', () => {
    const many = Array.from({ length: MOST_TOUCHES + 5 }, (_, at) =>
      open(`2026-11-22T10:00:${10 + at}.000Z`, GMAIL),
    );
    const after = apply(SENT, ...many, open(T3));
    expect(after.feedback?.opens).toHaveLength(MOST_TOUCHES);
    expect(after.feedback?.opened).toBe(T3);
  });

  test.each(['sending', 'unknown'] as const)('prove that a mail in state %s went out', (state) => {
    const after = apply(makeFollowUp({ state }), click(T1));
    expect(after).toMatchObject({ state: 'sent', messageId: 'ses-1', feedback: { clicked: T1 } });
  });

  test('of an earlier attempt are not those of the mail that there is now', () => {
    const now = makeFollowUp({ state: 'sent', attempt: 2, feedback: {} });
    const event = report({ eventType: 'Open', open: { timestamp: T1, userAgent: FIREFOX } }, '1');
    expect(apply(now, event).feedback).toEqual({});
  });
});

describe('the event of a click', () => {
  const followUp = makeFollowUp({ subject: 'shopify/order/1001' });
  const made = (at: string, link?: string) => mailEvent(followUp, { kind: 'clicked', at, link }, T3);

  test('is about what the mail was about, whenever and however often it is told', () => {
    const event = made(T1, 'https://shop.example/a');
    expect(event).toMatchObject({
      source: 'shopify',
      subject: 'order/1001',
      contact: followUp.contact,
      facts: { mail: { rule: followUp.rule, link: 'https://shop.example/a' } },
    });
    expect(made(T2, 'https://shop.example/a').id).toBe(event.id);
    expect(made(T1, 'https://shop.example/b').id).not.toBe(event.id);
    expect(mailEvent(followUp, { kind: 'opened', at: T1 }, T3).id).not.toBe(made(T1).id);
  });

  test('of a bounce or a complaint is one, whatever is told of it again', () => {
    const bounced = mailEvent(followUp, { kind: 'bounced', at: T1, bounce: 'permanent' }, T3);
    expect(bounced).toMatchObject({
      kind: 'bounced',
      subject: 'order/1001',
      facts: { mail: { rule: followUp.rule, bounce: 'permanent' } },
    });
    expect(mailEvent(followUp, { kind: 'bounced', at: T2, bounce: 'transient' }, T3).id).toBe(bounced.id);
    expect(mailEvent(followUp, { kind: 'complained', at: T1 }, T3).id).not.toBe(bounced.id);
  });

  test('is made of the first by a person of its link, and of no other touch', () => {
    const touches = [
      { at: T2, link: 'a' },
      { at: T1, link: 'a', machine: 'a scanner or program' },
      { at: T1, link: 'b' },
    ];
    expect(firstByPerson(touches, { at: T2, link: 'a' })).toEqual({ at: T2, link: 'a' });
    expect(firstByPerson(touches, { at: T1, link: 'a' })).toBeUndefined();
    expect(firstByPerson([{ at: T1 }, { at: T2 }], { at: T2 })).toBeUndefined();
  });
});

describe('the mail that is answered', () => {
  const mail = (id: string, sentAt: string, state: 'sent' | 'skipped' = 'sent') =>
    makeFollowUp({ rule: id, messageId: `ses-${id}`, sentAt, state, subject: `shopify/order/${id}` });
  const mails = [mail('b', T2), mail('a', T1), mail('c', T3), mail('d', T1, 'skipped')];
  const answer = (inReplyTo?: string, occurredAt = '2026-11-22T11:30:00.000Z') =>
    makeEvent({
      kind: 'replied',
      source: 'help-desk',
      subject: 'reply/1',
      occurredAt,
      facts: { reply: inReplyTo === undefined ? {} : { inReplyTo } },
    });

  test.each([
    ['<ses-a@eu-central-1.amazonses.com>', 'a'],
    [' ses-c@email.amazonses.com', 'c'],
    ['<else@mail.example>', undefined],
    [undefined, 'b'],
    ['', 'b'],
  ])('by %j is %s', (inReplyTo, expected) =>
    expect(answeredBy(answer(inReplyTo), mails)?.rule).toBe(expected),
  );

  test('is none when nothing had been sent', () =>
    expect(answeredBy(answer(undefined, '2026-11-22T09:00:00.000Z'), mails)).toBeUndefined());

  test('says what the answer is about; the event stays the same one', () => {
    const event = answer();
    expect(ofAnswered(event, mail('a', T1))).toMatchObject({
      id: event.id,
      source: 'shopify',
      subject: 'order/a',
      person: event.person,
      facts: { mail: { rule: 'a' }, reply: {} },
    });
  });
});

describe('a rule that waits for clicks or opens', () => {
  const silence = makeRule({ on: 'sent', unless: [{ event: 'clicked', of: 'subject' }] });
  const CLICKS = { clicks: true, opens: false };

  test.each([
    [
      makeRule({ on: 'clicked', unless: [] }),
      undefined,
      [/^SES tells no clicks .* it can never match.*--clicks on$/],
    ],
    [silence, undefined, [/^SES tells no clicks .* none ever calls it off/]],
    [
      makeRule({ on: 'opened', unless: silence.unless }),
      CLICKS,
      [/^SES tells no opens .* never match.*--opens on$/],
    ],
    [silence, CLICKS, []],
    [makeRule({ on: 'sent', unless: [{ event: 'replied', of: 'contact' }] }), undefined, []],
    [makeRule(), undefined, []],
  ])('%# is told what SES does not tell of the brand', (rule, tracking, expected) =>
    expect(untold(rule, tracking)).toEqual(expected.map((one) => expect.stringMatching(one))),
  );
});
