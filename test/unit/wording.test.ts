import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { event } from '../../shared/contract/event.ts';
import { writtenRule } from '../../shared/contract/draft.ts';
import { counted, sentence } from '../../shared/contract/wording.ts';
import { explain } from '../../shared/domain/rules/explain.ts';
import { compileLanguage } from '../../shared/work/compile-template.ts';
import { makeDraft } from '../helpers/console.ts';

test.each([
  [0, '0 drafts'],
  [1, '1 draft'],
  [2, '2 drafts'],
])('%i is counted as %s', (count, said) => expect(counted(count, 'draft')).toBe(said));

test('what ends with a stop gets no other', () => {
  for (const [given, told] of [
    ['Try again later.', 'Try again later.'],
    ['Try again later', 'Try again later.'],
    ['Who is it? ', 'Who is it?'],
  ])
    expect(sentence(given ?? '')).toBe(told);
});

describe('what is wrong with the form', () => {
  const told = (schema: z.ZodType, given: unknown) => {
    const { error } = schema.safeParse(given);
    return error ? explain(error, given, { names: () => [] }) : [];
  };

  test.each([
    [
      'an id of an event, in words and not as a pattern',
      z.object({ past: z.object({ event: event.shape.id }) }),
      { past: { event: 'evt_nope' } },
      '"past.event": this is no id of an event; one is "evt_" and 32 figures and letters, as an answer about an event tells it.',
    ],
    [
      'any other form without its pattern',
      z.object({ code: z.string().regex(/^x$/) }),
      { code: 'y' },
      '"code" cannot be the text "y": it has another form.',
    ],
    [
      'all of it in a sentence of its own',
      z.object({}).refine(() => false, 'name "paused", "pausedRules" or both'),
      {},
      'Name "paused", "pausedRules" or both.',
    ],
    [
      'what ends with a stop already',
      z.object({ a: z.string().refine(() => false, 'This is over.') }),
      { a: 'x' },
      '"a": This is over.',
    ],
    [
      'a number without end',
      z.object({ priority: z.number() }),
      { priority: Infinity },
      '"priority" takes a number, not Infinity.',
    ],
  ])('tells %s', (_, schema, given, sentences) => expect(told(schema, given)).toEqual([sentences]));

  test.each(['\u001B[2J', 'a\u0000b', 'two\nlines', 'a\u009Bb', 'a\u2028b'])(
    'refuses %j in a name',
    (name) => {
      const { rule } = makeDraft({ id: 'first', name });
      expect(told(writtenRule, rule)).toEqual([
        '"name": use letters, digits and signs on one line; it has a line break or a control character.',
      ]);
      expect(told(writtenRule, { ...rule, name: 'Danke schön – 谢谢 👩‍👧' })).toEqual([]);
    },
  );
});

describe('MJML that has no body', () => {
  const faults = async (mjml: string) => {
    const done = await compileLanguage({ subject: 'Hello', text: 'Hello', mjml }, 'en');
    return done.ok ? 'fine' : done.failure.message;
  };
  const FRAME = 'write <mjml><mj-body>…</mj-body></mjml>';

  test.each([
    ['hello', `mjml, line 1: there is no tag in it; ${FRAME}.`],
    ['\n </mjml>', `mjml, line 2: </mjml> ends what has not begun; ${FRAME}.`],
    [
      '\n\n<mj-body></mj-body>',
      `mjml, line 3: it begins with <mj-body>, and all of a mail stands in <mjml>; ${FRAME}.`,
    ],
    ['<mjml>\n<mj-head></mj-head></mjml>', `mjml, line 1: there is no <mj-body> in <mjml>; ${FRAME}.`],
    [
      '<mjml><mj-body></mj-body></mjml>\n<mjml></mjml>',
      'mjml, line 2: <mjml> begins a second time; a mail is one.',
    ],
    [
      '<mjml><mj-body><mj-foo/></mj-body></mjml>',
      "mjml, line 1 (mj-foo): Element mj-foo doesn't exist or is not registered.",
    ],
  ])('%j is told with what to write and where', async (mjml, told) => expect(await faults(mjml)).toBe(told));

  test('what stands in a comment is no tag', async () => {
    const mail = '<mjml><mj-body></mj-body></mjml>';
    expect(await faults(`<!-- <b>\n --><!DOCTYPE mjml>${mail}<!-- <mjml> -->`)).toBe('fine');
    expect(await faults(`<!-- \n<mjml> -->\n<mj-body></mj-body>`)).toMatch(
      /^mjml, line 3: it begins with <mj-body>/,
    );
  });

  test('control characters in a subject are told', async () => {
    const body = { text: 'Hello', mjml: '<mjml><mj-body></mj-body></mjml>' };
    const done = await compileLanguage({ ...body, subject: 'a\u001B[2Jb' }, 'en');
    expect(done.ok ? '' : done.failure.message).toBe(
      'subject, line 1: there is a control character in it (U+001B); take it out.',
    );
  });
});
