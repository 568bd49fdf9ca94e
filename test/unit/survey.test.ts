import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { answer as answerSchema, survey } from '../../shared/contract/survey.ts';
import { mailEvent, surveyEvent } from '../../shared/domain/ledger/mail-events.ts';
import { answerOf, expiryOf, readAnswer } from '../../shared/domain/survey/answer.ts';
import { questionFor, wordingMark } from '../../shared/domain/survey/question.ts';
import { makeFollowUp } from '../helpers/make.ts';

const question = [
  { language: 'de', text: 'Was ist schwer?' },
  { language: 'en', text: 'What is hard?' },
  { language: 'pt-br', text: 'O que é difícil?' },
];

describe('the question', () => {
  it.each([
    ['de', 'en', 'de'],
    ['de-AT', 'en', 'de'],
    ['pt_BR', 'en', 'pt-br'],
    ['fr', 'de', 'de'],
    ['fr', 'it', 'en'],
    [undefined, 'de', 'de'],
    ['"><script>', 'it', 'en'],
  ])('of somebody who reads %s, of a brand in %s, is in %s', (contact, locale, language) =>
    expect(questionFor({ survey: { question }, locale }, contact)?.language).toBe(language),
  );

  it('is none of a brand that asks nothing', () => {
    expect(questionFor({ locale: 'en' }, 'en')).toBeUndefined();
    expect(questionFor({ locale: 'en', survey: { question: [] } }, 'en')).toBeUndefined();
  });

  it.each(['EN', 'e', 'en_US', 'constructor', 'en-', 'zz', 'zz-bogus-xx'])(
    'is kept by no such language as %s',
    (language) => expect(survey.safeParse({ question: [{ language, text: 'Why?' }] }).success).toBe(false),
  );

  it('has a mark that is another with each wording and language', () => {
    const marks = [
      { language: 'en', text: 'Why?' },
      { language: 'de', text: 'Why?' },
      { language: 'en', text: 'Why not?' },
    ].map(wordingMark);
    expect(new Set(marks).size).toBe(3);
  });
});

describe('what was typed', () => {
  it.each([
    ['', { fault: 'empty' }],
    [' \r\n\t', { fault: 'empty' }],
    ['a'.repeat(2001), { fault: 'too-long' }],
    ['😀'.repeat(2000), { text: '😀'.repeat(2000) }],
    [`${'a'.repeat(999)}\r\n${'b'.repeat(1000)}`, { text: `${'a'.repeat(999)}\n${'b'.repeat(1000)}` }],
    ['  Time.\r\nMoney.\u0000\u202e ', { text: 'Time.\nMoney.' }],
  ])('is read: case %#', (typed, expected) => expect(readAnswer(typed)).toEqual(expected));
});

describe('an answer', () => {
  const now = Temporal.Instant.from('2026-11-27T23:59:59.123Z');
  const asked = { language: 'en', text: 'What is hard?' };

  it('holds its day and nothing else of who, by which mail, or when', () => {
    const kept = answerOf('demo', asked, { text: 'Time.', now, lot: 'l'.repeat(16) });
    expect(kept).toEqual({
      brand: 'demo',
      id: `2026-11-27-${'l'.repeat(16)}`,
      day: '2026-11-27',
      language: 'en',
      question: 'What is hard?',
      text: 'Time.',
    });
    expect(answerSchema.parse(kept)).toEqual(kept);
  });

  it('expires at midnight, so many days after its own', () => {
    expect(new Date(expiryOf({ day: '2026-11-27' }, 1) * 1000).toISOString()).toBe(
      '2026-11-29T00:00:00.000Z',
    );
    expect(new Date(expiryOf({ day: '2026-11-27' }) * 1000).toISOString()).toBe('2027-11-28T00:00:00.000Z');
  });
});

describe('that there is one', () => {
  const followUp = makeFollowUp({
    rule: 'ask',
    subject: 'shopify/survey/V-1',
    facts: { survey: { id: 'V-1', score: 9, answers: [{ question: 'Why?', answer: 'Secret.' }] } },
  });

  it('is one event of the mail, whenever it is told, about the same subject', () => {
    const [first, again] = ['2026-11-27T09:00:00Z', '2026-11-27T10:00:00Z'].map((at) =>
      surveyEvent(followUp, at),
    );
    expect(first?.id).toBe(again?.id);
    expect(first).toMatchObject({ kind: 'survey', source: 'shopify', subject: 'survey/V-1', person: {} });
    expect(surveyEvent({ ...followUp, rule: 'other' }, followUp.createdAt).id).not.toBe(first?.id);
    expect(mailEvent(followUp, { kind: 'clicked', at: '2026-11-27T09:00:00Z' }, '').id).not.toBe(first?.id);
  });

  it('tells by which rule it was asked, and no answer, not even that to another survey', () =>
    expect(surveyEvent(followUp, '2026-11-27T09:00:00Z').facts).toEqual({
      survey: { id: 'ask' },
      mail: { rule: 'ask' },
    }));
});
