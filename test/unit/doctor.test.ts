import { describe, expect, it } from 'vitest';
import type { Finding, FindingState } from '../../shared/contract/doctor.ts';
import { LOCAL_ACCOUNT } from '../../shared/contract/names.ts';
import { fail, ok } from '../../shared/contract/result.ts';
import { diagnose } from '../../shared/domain/doctor/diagnose.ts';
import { questionsOf } from '../../shared/domain/doctor/dns.ts';
import type { Account, DnsFacts, Facts, Identity, SourceFacts } from '../../shared/domain/doctor/facts.ts';
import { type WarmCount, warmDayOf } from '../../shared/domain/reputation/warm-up.ts';
import { at, makeBrand } from '../helpers/make.ts';

const IDENTITY: Identity = {
  isVerified: true,
  dkim: { isOn: true, status: 'SUCCESS', tokens: ['aa', 'bb'], zone: 'dkim.amazonses.com' },
  mailFrom: { domain: 'bounce.shop.example', status: 'SUCCESS' },
};
const ACCOUNT: Account = {
  isOutOfSandbox: true,
  review: 'GRANTED',
  maySend: true,
  enforcement: 'HEALTHY',
  quota: { perSecond: 14, perDay: 50_000, usedToday: 120 },
};
const SOURCE: SourceFacts = {
  id: 'shopify',
  secrets: 1,
  lastSeenAt: '2026-11-22T09:00:00Z',
  silentSince: undefined,
  refused: 0,
};
const EVENTS = ['DELIVERY', 'BOUNCE', 'COMPLAINT', 'REJECT', 'RENDERING_FAILURE', 'DELIVERY_DELAY'];
const BUS = 'arn:aws:events:eu-west-1:123456789012:event-bus/default';

/** A stage in which all is well; a test names only what is not. */
const makeFacts = (over: Partial<Facts> = {}): Facts => ({
  account: '123456789012',
  region: 'eu-west-1',
  stage: 'prod',
  pagesUrl: 'https://hello.shop.example',
  domain: 'shop.example',
  configurationSet: 'set',
  brand: makeBrand({ sender: { name: 'Shop', address: 'hi@shop.example' }, postalAddress: 'Way 1, Town' }),
  warm: undefined,
  doubts: 0,
  suppressions: { through: '2026-11-27T09:00:00Z', isLate: false },
  identity: ok(IDENTITY),
  sending: ok(ACCOUNT),
  destinations: ok([{ isOn: true, events: EVENTS, bus: BUS }]),
  sources: [SOURCE],
  liveRules: 1,
  rules: [{ rule: { id: 'thanks', template: 'thanks' }, languages: ['en'] }],
  deadLetters: [{ name: 'send', url: 'https://sqs/send', count: ok(0) }],
  alarms: ok([{ name: 'mail-bounces', rings: false, since: undefined }]),
  ...over,
});

const ZONE = {
  'MX bounce.shop.example': ['10 feedback-smtp.eu-west-1.amazonses.com'],
  'TXT bounce.shop.example': ['v=spf1 include:amazonses.com ~all'],
  'TXT _dmarc.shop.example': ['v=DMARC1; p=reject'],
};
const dnsOf = (zone: Record<string, string[]>): DnsFacts =>
  new Map(Object.entries(zone).map(([question, said]) => [question, ok(said)]));

/** What one check finds; it has to be there once. */
function find(id: string, facts: Partial<Facts>, zone: Record<string, string[]> = {}): Finding {
  const { findings } = diagnose(makeFacts(facts), dnsOf({ ...ZONE, ...zone }));
  const found = findings.filter((one) => one.id === id);
  expect(found.map((one) => one.id)).toEqual([id]);
  return found[0]!;
}

it('a stage in which all is well is told so, check by check', () => {
  const { findings, isLocal } = diagnose(makeFacts(), dnsOf(ZONE));
  expect(isLocal).toBe(false);
  expect(findings.filter(({ state }) => state !== 'ok')).toEqual([]);
  expect(findings.map(({ id }) => id)).toEqual([
    'links',
    'identity',
    'dkim',
    'mail-from',
    'spf',
    'dmarc',
    'dmarc-alignment',
    'sandbox',
    'standing',
    'quota',
    'feedback',
    'suppression-list',
    'sender',
    'reply-to',
    'postal-address',
    'source-secrets',
    'source-webhooks',
    'source-refusals',
    'rules',
    'alarms',
    'dead-letters',
  ]);
});

describe('the domain', () => {
  const dkim = (over: Partial<Identity['dkim']>) => ({
    identity: ok({ ...IDENTITY, dkim: { ...IDENTITY.dkim, ...over } }),
  });
  it.each<[string, string, Partial<Facts>, Record<string, string[]>, FindingState, RegExp]>([
    ['is not known to SES', 'identity', { identity: fail('missing', '') }, {}, 'wrong', /does not know shop/],
    [
      'cannot be looked at',
      'identity',
      { identity: fail('unseen', 'AccessDenied.') },
      {},
      'unseen',
      /AccessDenied/,
    ],
    [
      'is not verified',
      'identity',
      { identity: ok({ ...IDENTITY, isVerified: false }) },
      {},
      'wrong',
      /not verified/,
    ],
    ['is not signed', 'dkim', dkim({ isOn: false }), {}, 'wrong', /not signed/],
    ['lacks its DKIM records', 'dkim', dkim({ status: 'PENDING' }), {}, 'wrong', /does not find/],
    [
      'has DKIM records that SES has not seen yet',
      'dkim',
      dkim({ status: 'PENDING' }),
      {
        'CNAME aa._domainkey.shop.example': ['aa.dkim.amazonses.com.'],
        'CNAME bb._domainkey.shop.example': ['BB.dkim.amazonses.com'],
      },
      'warn',
      /stand in DNS/,
    ],
    [
      'has no bounce domain',
      'mail-from',
      { identity: ok({ ...IDENTITY, mailFrom: undefined }) },
      {},
      'warn',
      /no bounce/,
    ],
    [
      'has a bounce domain without its MX',
      'mail-from',
      { identity: ok({ ...IDENTITY, mailFrom: { domain: 'bounce.shop.example', status: 'FAILED' } }) },
      { 'MX bounce.shop.example': [] },
      'warn',
      /FAILED/,
    ],
    [
      'has no SPF',
      'spf',
      {},
      { 'TXT bounce.shop.example': ['google-site-verification=1'] },
      'wrong',
      /no SPF/,
    ],
    [
      'has two SPF records',
      'spf',
      {},
      { 'TXT bounce.shop.example': ['v=spf1 -all', 'v=spf1 include:amazonses.com ~all'] },
      'wrong',
      /2 SPF/,
    ],
    [
      'has SPF without SES',
      'spf',
      {},
      { 'TXT bounce.shop.example': ['v=spf1 include:amazonses.com.evil.example -all'] },
      'wrong',
      /does not name/,
    ],
    ['has no DMARC', 'dmarc', {}, { 'TXT _dmarc.shop.example': [] }, 'wrong', /no DMARC/],
    [
      'only watches by DMARC',
      'dmarc',
      {},
      { 'TXT _dmarc.shop.example': ['v=DMARC1;p=none'] },
      'warn',
      /only watches/,
    ],
    [
      'has two DMARC records',
      'dmarc',
      {},
      { 'TXT _dmarc.shop.example': ['v=DMARC1; p=none', 'v=DMARC1; p=reject'] },
      'wrong',
      /2 DMARC/,
    ],
    [
      'has a DMARC record that says nothing',
      'dmarc',
      {},
      { 'TXT _dmarc.shop.example': ['v=DMARC1; p=maybe'] },
      'wrong',
      /p=maybe/,
    ],
    [
      'is strict about bounces',
      'dmarc-alignment',
      {},
      { 'TXT _dmarc.shop.example': ['v=DMARC1; p=reject; aspf=s'] },
      'ok',
      /not by SPF/,
    ],
  ])('%s', (_, id, facts, zone, state, what) => {
    const found = find(id, facts, zone);
    expect(found).toMatchObject({ state, what: expect.stringMatching(what) });
    expect([state, found.mend !== undefined]).toEqual([state, ['warn', 'wrong'].includes(state)]);
  });

  it('tells the DKIM records that are lacking, and only those', () => {
    const zone = {
      'CNAME aa._domainkey.shop.example': ['aa.dkim.amazonses.com'],
      'CNAME bb._domainkey.shop.example': [],
    };
    expect(find('dkim', dkim({ status: 'PENDING' }), zone).mend?.records).toEqual([
      { name: 'bb._domainkey.shop.example', type: 'CNAME', value: 'bb.dkim.amazonses.com' },
    ]);
  });

  it('a resolver that does not answer is no missing record', () => {
    const dns: DnsFacts = new Map([...dnsOf(ZONE), ['TXT bounce.shop.example', fail('unseen', 'ETIMEOUT')]]);
    const { findings } = diagnose(makeFacts(), dns);
    expect(findings.find(({ id }) => id === 'spf')).toMatchObject({ state: 'unseen' });
  });

  it('asks for what it judges by, and for the policy of the domains above the sender', () => {
    const brand = makeBrand({ sender: { name: '', address: 'a@News.Shop.example' } });
    expect(questionsOf(makeFacts({ brand, ...dkim({ status: 'PENDING' }) }))).toEqual([
      'CNAME aa._domainkey.shop.example',
      'CNAME bb._domainkey.shop.example',
      'MX bounce.shop.example',
      'TXT bounce.shop.example',
      'TXT _dmarc.news.shop.example',
      'TXT _dmarc.shop.example',
    ]);
  });

  it('a sender below the domain has the policy for subdomains, and passes unless DKIM is strict', () => {
    const brand = makeBrand({ sender: { name: '', address: 'a@news.shop.example' } });
    const none = { 'TXT _dmarc.news.shop.example': [] };
    const says = (record: string) => ({ ...none, 'TXT _dmarc.shop.example': [record] });
    expect(find('dmarc', { brand }, says('v=DMARC1; p=reject; sp=none'))).toMatchObject({ state: 'warn' });
    expect(find('dmarc-alignment', { brand }, says('v=DMARC1; p=reject'))).toMatchObject({ state: 'ok' });
    expect(find('dmarc-alignment', { brand }, says('v=DMARC1; p=reject; adkim=s'))).toMatchObject({
      state: 'warn',
    });
    expect(find('dmarc-alignment', { brand }, says('v=DMARC1; p=reject; adkim=s; aspf=s'))).toMatchObject({
      state: 'wrong',
    });
  });
});

describe('the account', () => {
  const account = (over: Partial<Account>) => ({ sending: ok({ ...ACCOUNT, ...over }) });
  const quota = (perDay: number | undefined, usedToday: number) =>
    account({ quota: { perSecond: 14, perDay, usedToday } });
  it.each<[string, string, Partial<Facts>, FindingState, RegExp]>([
    [
      'is in the sandbox',
      'sandbox',
      account({ isOutOfSandbox: false, review: undefined }),
      'wrong',
      /in the SES sandbox\.$/,
    ],
    [
      'waits for an answer',
      'sandbox',
      account({ isOutOfSandbox: false, review: 'PENDING' }),
      'wrong',
      /being looked at/,
    ],
    ['was refused', 'sandbox', account({ isOutOfSandbox: false, review: 'DENIED' }), 'wrong', /refused/],
    [
      'may not be looked at',
      'sandbox',
      { sending: fail('unseen', 'AccessDenied.') },
      'unseen',
      /AccessDenied/,
    ],
    ['is paused', 'standing', account({ maySend: false }), 'wrong', /paused/],
    ['is on probation', 'standing', account({ enforcement: 'PROBATION' }), 'wrong', /PROBATION/],
    ['has used little', 'quota', quota(200, 150), 'ok', /150 of 200 .*75 %/],
    ['has used nearly all', 'quota', quota(200, 160), 'warn', /160 of 200/],
    ['has used all', 'quota', quota(200, 200), 'wrong', /used up/],
    ['has no limit', 'quota', quota(undefined, 9), 'ok', /as many as you like/],
    [
      'has no configuration set',
      'feedback',
      { destinations: fail('missing', '') },
      'wrong',
      /no configuration set/,
    ],
    [
      'a list that nobody has looked at',
      'suppression-list',
      { suppressions: { through: undefined, isLate: true } },
      'warn',
      /looked at to its end yet/,
    ],
    [
      'a list that was looked at long ago',
      'suppression-list',
      { suppressions: { through: '2026-11-20T09:00:00Z', isLate: true } },
      'warn',
      /since 2026-11-20/,
    ],
    ['reports nowhere', 'feedback', { destinations: ok([]) }, 'wrong', /DELIVERY, BOUNCE/],
    [
      'has its reports switched off',
      'feedback',
      { destinations: ok([{ isOn: false, events: EVENTS, bus: BUS }]) },
      'wrong',
      /BOUNCE/,
    ],
    [
      'reports to another bus',
      'feedback',
      { destinations: ok([{ isOn: true, events: EVENTS, bus: `${BUS}-2` }]) },
      'wrong',
      /COMPLAINT/,
    ],
    [
      'does not report complaints',
      'feedback',
      { destinations: ok([{ isOn: true, events: EVENTS.filter((one) => one !== 'COMPLAINT'), bus: BUS }]) },
      'wrong',
      /does not report COMPLAINT to/,
    ],
    [
      'does not report the clicks that the brand wants',
      'feedback',
      { brand: makeBrand({ tracking: { clicks: true, opens: false } }) },
      'wrong',
      /does not report CLICK to/,
    ],
  ])('%s', (_, id, facts, state, what) => {
    expect(find(id, facts)).toMatchObject({ state, what: expect.stringMatching(what) });
  });

  it('is asked out of the sandbox with a text that says what is sent, and by a command that can be pasted', () => {
    const [command = ''] =
      find('sandbox', account({ isOutOfSandbox: false, review: undefined })).mend?.commands ?? [];
    expect(command).toMatch(/^aws sesv2 put-account-details --production-access-enabled .*'[^']{200,}'$/);
    expect(command).toContain('--website-url https://hello.shop.example');
  });
});

describe('brand, sources, rules and queues', () => {
  const brand = (over: Parameters<typeof makeBrand>[0]) => ({
    brand: makeBrand({ ...makeFacts().brand, ...over }),
  });
  const warming = (count: WarmCount, most = 100): Partial<Facts> => {
    const warmUp = { from: '2026-12-01', ceilings: [50, most] };
    const day = warmDayOf({ warmUp, timezone: 'Europe/Berlin' }, at('2026-12-01T10:00:00Z'));
    return { ...brand({ warmUp }), warm: day && { day, count } };
  };
  const source = (over: Partial<SourceFacts>) => ({
    sources: [SOURCE, { ...SOURCE, id: 'stripe', ...over }],
  });
  const rule = (languages: string[] | undefined) => ({
    rules: [{ rule: { id: 'thanks', template: 'thanks' }, languages }],
  });
  it.each<[string, string, Partial<Facts>, FindingState, RegExp]>([
    [
      'a sender of elsewhere',
      'sender',
      brand({ sender: { name: '', address: 'a@evilshop.example' } }),
      'wrong',
      /not of shop/,
    ],
    ['answers that go elsewhere', 'reply-to', brand({ replyTo: 'a@gmail.com' }), 'warn', /gmail/],
    ['no postal address', 'postal-address', brand({ postalAddress: ' ' }), 'wrong', /no postal/],
    ['a pause', 'paused', brand({ paused: true }), 'warn', /is paused/],
    [
      'a stop by itself',
      'paused',
      brand({ paused: true, halted: { at: '2026-11-27T09:00:00.000Z', reason: 'Too many complaints.' } }),
      'wrong',
      /stopped by itself: Too many complaints/,
    ],
    ['a doubt', 'doubts', { doubts: 1 }, 'warn', /Of 1 follow-up nobody knows/],
    ['many doubts', 'doubts', { doubts: 100 }, 'warn', /100 follow-ups or more/],
    ['a warm-up with room', 'warm-up', warming({ mails: 30, marketing: 25 }), 'ok', /day 1, 30 of 50 mails/],
    ['a warm-up without room', 'warm-up', warming({ mails: 50, marketing: 0 }), 'warn', /waits for tomorrow/],
    [
      'a warm-up to more than SES allows',
      'warm-up',
      warming({ mails: 0, marketing: 0 }, 60_000),
      'warn',
      /grows to 60000 a day, and SES allows this account 50000/,
    ],
    ['no source', 'sources', { sources: [] }, 'warn', /no source/],
    ['a source without a secret', 'source-secrets', source({ secrets: 0 }), 'wrong', /stripe\.$/],
    [
      'a source that fell silent',
      'source-webhooks',
      source({ silentSince: '2026-11-20T00:00:00Z' }),
      'wrong',
      /stripe \(last 2026-11-22\)/,
    ],
    [
      'a source that never spoke',
      'source-webhooks',
      source({ lastSeenAt: undefined }),
      'warn',
      /from: stripe/,
    ],
    [
      'sources that never spoke',
      'source-webhooks',
      { sources: [{ ...SOURCE, lastSeenAt: undefined }] },
      'warn',
      /No source/,
    ],
    ['refused webhooks', 'source-refusals', source({ refused: 7 }), 'warn', /stripe \(7\)/],
    ['no live rule', 'rules', { liveRules: 0, rules: [] }, 'warn', /No rule is live/],
    ['a rule whose template is gone', 'rules', rule(undefined), 'wrong', /thanks/],
    ['a paused rule', 'rules', brand({ pausedRules: ['thanks', 'long-gone'] }), 'warn', /paused: thanks\./],
    [
      'a rule without the language of the brand',
      'languages',
      { ...rule(['de']), ...brand({ locale: 'fr-CA' }) },
      'warn',
      /fr-CA.*thanks/,
    ],
    [
      'dead letters',
      'dead-letters',
      { deadLetters: [{ name: 'plan', url: 'https://sqs/plan', count: ok(2) }] },
      'wrong',
      /2 dead letters of plan/,
    ],
    [
      'a queue that cannot be looked into',
      'dead-letters',
      { deadLetters: [{ name: 'plan', url: '', count: fail('unseen', 'AccessDenied.') }] },
      'unseen',
      /AccessDenied/,
    ],
    [
      'an alarm that rings',
      'alarms',
      { alarms: ok([{ name: 'mail-bounces', rings: true, since: '2026-11-22T09:00:00.000Z' }]) },
      'wrong',
      /mail-bounces rings since 2026-11-22 09:00/,
    ],
    ['no alarms', 'alarms', { alarms: ok([]) }, 'wrong', /no alarms/],
    [
      'alarms that cannot be seen',
      'alarms',
      { alarms: fail('unseen', 'AccessDenied.') },
      'unseen',
      /AccessDenied/,
    ],
    [
      'the address of API Gateway',
      'links',
      { pagesUrl: 'https://x1.execute-api.eu-west-1.amazonaws.com' },
      'warn',
      /API Gateway/,
    ],
  ])('%s', (_, id, facts, state, what) => {
    expect(find(id, facts)).toMatchObject({ state, what: expect.stringMatching(what) });
  });

  it('a language serves its regions', () => {
    const { findings } = diagnose(makeFacts({ ...rule(['pt']), ...brand({ locale: 'pt-BR' }) }), dnsOf(ZONE));
    expect(findings.map(({ id }) => id)).not.toContain('languages');
  });
});

describe('on a laptop', () => {
  const { findings, isLocal } = diagnose(makeFacts({ account: LOCAL_ACCOUNT }), new Map());

  it('nothing of mail and AWS is called right or wrong: each says what production needs and how to get there', () => {
    expect(isLocal).toBe(true);
    const pretended = findings.filter(({ state }) => state === 'unseen');
    expect(pretended.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        'place',
        'links',
        'identity',
        'mail-from',
        'dmarc',
        'sandbox',
        'feedback',
        'alarms',
      ]),
    );
    for (const { mend } of pretended) expect(mend?.step).toMatch(/\S/);
    expect(findings.filter(({ topic, state }) => topic === 'domain' && state !== 'unseen')).toEqual([]);
  });

  it('the brand, its sources and rules are looked at as anywhere', () => {
    expect(findings.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['sender', 'source-secrets', 'rules', 'dead-letters']),
    );
  });
});
