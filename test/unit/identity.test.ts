import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { subjectPart as subjectSchema } from '../../shared/contract/primitives.ts';
import {
  contactId,
  eventId,
  followUpId,
  normaliseEmail,
  parseFollowUpId,
  subjectPart,
} from '../../shared/domain/people/identity.ts';

describe('an address', () => {
  test.each([
    [' Ana@Example.COM ', 'ana@example.com'],
    ['ana+tag@mail.example.com', 'ana+tag@mail.example.com'],
    ['jörg@bücher.example', 'jörg@xn--bcher-kva.example'],
    ['ana@xn--bcher-kva.example', 'ana@xn--bcher-kva.example'],
    ['ana@BÜCHER.example', 'ana@xn--bcher-kva.example'],
    ['', undefined],
    [undefined, undefined],
    ['ana', undefined],
    ['ana@localhost', undefined],
    ['a@b@example.com', undefined],
    ['ana@example.com\r\nBcc: eve@example.com', undefined],
    ['"ana" <ana@example.com>', undefined],
    ['ana@example..com', undefined],
    [`${'a'.repeat(65)}@example.com`, undefined],
    ['ana\ud800@example.com', undefined],
    ['ana@ex\udc00ample.com', undefined],
    // What the rules of URLs would read as another domain than the one written.
    ['ana@example.com/x', undefined],
    ['ana@example.com#x.y', undefined],
    ['ana@example.com?bcc=x.y', undefined],
    ['ana@exa%6dple.com', undefined],
    ['ana@0x7f.1', undefined],
  ])('%j is %j', (raw, expected) => {
    expect(normaliseEmail(raw)).toBe(expected);
  });

  test('gives one contact per brand, and other brands another', () => {
    const of = (brand: string) => contactId('key', brand, { email: 'ana@example.com' });
    expect(of('demo')).toBe(of('demo'));
    expect(of('demo')).not.toBe(of('demo-test'));
    expect(of('demo')).toMatch(/^[\w-]{22}$/);
  });
});

describe('ids', () => {
  test('a follow-up id fits an SES tag and can be read back, whatever the subject', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }), (orderId) => {
        const subject = subjectPart('subscription', orderId, orderId);
        expect(subjectSchema.safeParse(subject).success).toBe(true);
        const key = {
          brand: 'b'.repeat(32),
          contact: 'c'.repeat(22),
          rule: 'r'.repeat(32),
          subject: `${'s'.repeat(32)}/${subject}`,
        };
        const id = followUpId(key);
        expect(id).toMatch(/^[\w-]{1,256}$/);
        expect(parseFollowUpId(id)).toEqual(key);
      }),
    );
  });

  test('subjects that differ stay different', () => {
    expect(subjectPart('order', 'A 1')).not.toBe(subjectPart('order', 'A-1'));
    expect(subjectPart('order', '820982911946154508')).toBe('order/820982911946154508');
  });

  test('an event id follows the business fact', () => {
    const fact = { brand: 'demo', source: 'shopify', kind: 'refund', subject: 'order/1' } as const;
    expect(eventId(fact)).toBe(eventId({ ...fact }));
    expect(eventId({ ...fact, detail: 'R-1' })).not.toBe(eventId({ ...fact, detail: 'R-2' }));
  });

  test('a token that we did not make is no follow-up', () => {
    expect(parseFollowUpId('not-one')).toBeUndefined();
    expect(parseFollowUpId('')).toBeUndefined();
  });
});
