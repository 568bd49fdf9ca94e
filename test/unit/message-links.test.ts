import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readToken, unsubscribeToken, unsubscribeUrl } from '../../shared/domain/message/links.ts';

const OF = { brand: 'demo', contact: 'AbCdEfGhIjKlMnOpQrSt-_' };
const token = unsubscribeToken('key', OF);

describe('an unsubscribe token', () => {
  it('opens what it was made for', () => {
    expect(readToken('key', token)).toEqual({ purpose: 'unsubscribe', ...OF });
    expect(unsubscribeUrl('http://localhost:3000/', token)).toBe(
      `http://localhost:3000/p/unsubscribe/${token}`,
    );
    expect(token).toBe(encodeURIComponent(token));
  });

  it.each([
    ['another key', 'other', token],
    ['another brand', 'key', token.replace('.demo.', '.demo2.')],
    ['another contact', 'key', token.replace('.AbC', '.XbC')],
    ['another version', 'key', token.replace(/^1/, '2')],
    ['another purpose', 'key', token.replace('.u.', '.s.')],
    ['a cut signature', 'key', token.slice(0, -1)],
    ['something added', 'key', `${token}.x`],
    ['no signature', 'key', '1.u.demo.AbCdEfGhIjKlMnOpQrSt-_.'],
    ['nothing', 'key', ''],
    ['far too much', 'key', 'x'.repeat(100_000)],
  ])('does not open with %s', (_, key, tried) => {
    expect(readToken(key, tried)).toBeUndefined();
  });

  it('does not open when any single character is another', () => {
    fc.assert(
      fc.property(
        fc.nat(token.length - 1),
        fc.constantFrom('A', 'B', 'a', '0', '1', '-', '_', '.', 'é'),
        (index, character) => {
          const changed = token.slice(0, index) + character + token.slice(index + 1);
          expect(readToken('key', changed) === undefined).toBe(changed !== token);
        },
      ),
    );
  });
});
