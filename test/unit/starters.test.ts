import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ruleDraft } from '../../shared/contract/draft.ts';
import type { Rule } from '../../shared/contract/rule.ts';
import type { Template } from '../../shared/contract/template.ts';
import { renderMail } from '../../shared/domain/message/render.ts';
import { compileRules } from '../../shared/domain/rules/rule-set.ts';
import { ANA, BEN, SAID_YES, orderOf, tell } from '../../shared/starters/lib/examples.ts';
import { LANGUAGES, type Webhook } from '../../shared/starters/lib/starter.ts';
import { STARTERS, ruleOf, templateOf } from '../../shared/starters/registry.ts';
import { checkNext, compileTemplate } from '../../shared/work/life/check.ts';
import { play } from '../../shared/work/starters/play.ts';
import { at, makeBrand } from '../helpers/make.ts';

const UNSUBSCRIBE = 'https://kettle.example/p/unsubscribe/token';
const PREFERENCES = 'https://kettle.example/p/preferences/token';
const brand = makeBrand({ name: 'Kettle & Co', postalAddress: 'Ahornallee 12, 14050 Berlin' });
const DRAFTS = STARTERS.map((starter) => ruleDraft.parse(ruleOf(starter)));
const RULES: Rule[] = DRAFTS.map((draft) => ({ ...draft, version: 1, templateVersion: 1 }));

type Given = { rules?: readonly Rule[]; heardAt?: string | undefined };

/** What became of everything that the webhooks started. */
function outcome(webhooks: readonly Webhook[], { rules = RULES, heardAt }: Given = {}) {
  const until = at('2028-01-01T00:00:00Z');
  const { world, came } = play({ webhooks, brand, rules: compileRules(rules), until, heardAt });
  const all = [...world.followUps.values()];
  return {
    world,
    /** Of the last webhook. */
    created: (came?.created ?? []).map(({ rule }) => rule),
    sent: all.filter(({ state }) => state === 'sent'),
    reasons: [...(came?.events ?? []), ...all].flatMap(({ trace }) => trace).join('\n'),
  };
}

describe.each(STARTERS.map((starter) => [starter.id, starter] as const))('%s', (id, starter) => {
  const { before = [], fires, sentAt, not } = starter.example;
  const own = RULES.filter((rule) => rule.id === id);

  test('sends its mail when the story says, and nothing before', () => {
    const { sent } = outcome([...before, fires], { rules: own });
    const earlier = outcome(before, { rules: own }).sent;
    const times = sent.slice(earlier.length).map((one) => at(one.sentAt ?? '').toString());
    expect(times).toEqual([sentAt]);
  });

  test('does so beside all the others, with no other of its group', () => {
    const { created } = outcome([...before, fires]);
    expect(created).toContain(id);
    const { group } = starter.rule;
    const rivals = RULES.filter((rule) => group !== undefined && rule.group === group);
    expect(created.filter((one) => rivals.some((rule) => rule.id === one))).toHaveLength(group ? 1 : 0);
  });

  test(`sends nothing where ${not.because}`, () => {
    const { before: earlier = [], events, heardAt } = not;
    const { sent, reasons } = outcome([...earlier, ...events], { rules: own, heardAt });
    expect(sent).toHaveLength(outcome(earlier, { rules: own }).sent.length);
    expect(reasons).toContain(not.because);
  });
});

describe.each(STARTERS.map((starter) => [starter.id, starter] as const))('the mail of %s', (id, starter) => {
  let template: Template;
  let problems: string[];
  beforeAll(async () => {
    const compiled = await compileTemplate(templateOf(starter));
    template = { id, version: 1, languages: compiled.template.languages };
    ({ problems } = compiled);
  });

  /** The mail of the example, to somebody we know well, or whose name we do not know. */
  function mailIn(locale: string, isNamed = true) {
    const { before = [], fires } = starter.example;
    const { world, sent } = outcome([...before, fires], { rules: RULES.filter((rule) => rule.id === id) });
    const followUp = sent.at(-1);
    const person = followUp && world.contacts.get(followUp.contact);
    if (!person) throw new Error('nothing was sent');
    const { firstName: _, ...nameless } = person;
    const contact = { ...(isNamed ? { ...person, firstName: 'Ana' } : nameless), locale };
    const links = { unsubscribeUrl: UNSUBSCRIBE, preferencesUrl: PREFERENCES, surveyUrl: PREFERENCES };
    const mail = renderMail({ template, contact, brand, followUp, ...links });
    if (!mail.ok) throw new Error(mail.failure.message);
    return mail.value;
  }

  test('has no fault', () => expect(problems).toEqual([]));

  test.each(LANGUAGES)('reads well in %s', (language) => {
    const mail = mailIn(language);
    expect(mail.language).toBe(language);
    expect(mail.subject.length).toBeGreaterThan(5);
    expect(mail.subject.length).toBeLessThanOrEqual(60);
    for (const part of [mail.subject, mail.text, mail.html])
      expect(part).not.toMatch(/\{\{|\{%|undefined|null|NaN|\[object|several|default/);
    expect(mail.text).not.toMatch(/ {2}| [.,]|\n{3}.|„“|« ?»|\(\)/);
    for (const part of [mail.text, mail.html])
      for (const link of [UNSUBSCRIBE, PREFERENCES]) expect(part).toContain(link);
    expect(mail.text).toContain('Kettle & Co');
    expect(mail.text).toMatch(/^(Hi|Hallo|Bonjour|Hola,) Ana[,:]\n/);
    // A mail is read in half a minute.
    expect(mail.text.split(/\s+/).length).toBeLessThan(160);
  });

  test.each(LANGUAGES)('needs no name in %s', (language) => {
    const { subject, text } = mailIn(language, false);
    expect(`${subject}\n${text}`).not.toMatch(/ {2}| [,.]|^,|,$|,[.:]|Ana/);
    expect(text).toMatch(/^(Hello|Hallo|Bonjour|Hola)[,:]\n/);
  });
});

describe('all of them together', () => {
  test('are those that were promised, one file each', () => {
    const files = readdirSync(join(import.meta.dirname, '../../shared/starters'))
      .filter((name) => name.endsWith('.ts') && name !== 'registry.ts')
      .map((name) => name.replace('.ts', ''));
    expect(STARTERS.map(({ id }) => id).toSorted()).toEqual(files.toSorted());
    expect(STARTERS.length).toBeGreaterThanOrEqual(16);
    for (const { story, needs = 'Nothing.' } of STARTERS)
      for (const words of [story, needs]) expect(words).toMatch(/^[A-Z].*\.$/);
  });

  test('can be live beside each other', () => {
    const there = new Set(STARTERS.map(({ id }) => id));
    const planned = DRAFTS.map((draft) => ({ draft }));
    expect(checkNext(planned, [], { there, retired: new Map() })).toEqual([]);
  });

  test.each([
    ['a first order', 1, '64.50', 'first-purchase-thanks'],
    ['a first order that is big', 1, '900', 'first-purchase-thanks'],
    ['a second order', 2, '64.50', 'purchase-thanks'],
    ['a big order', 3, '200', 'big-order-thanks'],
    ['a fifth order', 5, '64.50', 'loyal-customer-thanks'],
    ['a fifth order that is big', 5, '200.00', 'big-order-thanks'],
  ])('%s is thanked for once', (_, count, amount, expected) => {
    const orders = Array.from({ length: count }, (_one, index) =>
      tell(
        'purchase',
        `2026-11-0${index + 1}T09:00:00Z`,
        orderOf(`A-${index + 1}`, index + 1 < count ? '10' : amount),
      ),
    );
    expect(outcome(orders).created.toSorted()).toEqual(['check-in', expected, 'win-back'].toSorted());
  });

  const referral = (kind: string, day: number) =>
    tell('occasion', `2026-11-${day}T09:00:00Z`, { date: { kind, on: `2026-11-${day}` } });
  test.each([
    ['two referrals are two reasons', ['referral-1', 'referral-2'], 2],
    ['one referral told twice is one', ['referral-1', 'referral-1'], 1],
    ['referrals without an id are one a year', ['referral', 'referral'], 1],
  ])('%s', (_, kinds, expected) => {
    expect(outcome(kinds.map((kind, index) => referral(kind, 20 + index))).sent).toHaveLength(expected);
  });

  test('a birthday told of late still goes on the day, and never on the next', () => {
    const birthday = [
      tell('birthday', '2026-11-22T23:00:00Z', {
        contact: SAID_YES,
        date: { kind: 'birthday', on: '--11-23' },
      }),
    ];
    const on = (heardAt: string) => outcome(birthday, { heardAt }).sent.map(({ sentAt }) => sentAt);
    expect(on('2026-11-23T14:00:00Z')).toEqual(['2026-11-23T14:00:00.000Z']);
    expect(on('2026-11-24T07:00:00Z')).toEqual([]);
  });

  test('a colleague’s day is for colleagues, a customer’s for customers', () => {
    const on = (kind: string) => ({ date: { kind, on: '2020-11-23' } });
    const told = [ANA, BEN].map((person) =>
      ['birthday', 'customer', 'work'].map((kind) => {
        const type = kind === 'birthday' ? 'birthday' : 'anniversary';
        const contact = { ...person, consent: 'granted' as const };
        return outcome([tell(type, '2026-11-23T00:00:00Z', { contact, ...on(kind) })]).sent.map(
          ({ rule }) => rule,
        );
      }),
    );
    expect(told).toEqual([
      [['birthday'], ['customer-anniversary'], []],
      [['employee-birthday'], [], ['work-anniversary']],
    ]);
  });
});
