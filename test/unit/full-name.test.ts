import { describe, expect, test } from 'vitest';
import { readFullName } from '../../shared/domain/people/import/full-name.ts';

const parts = (text: string, order?: 'first-last' | 'last-first') => {
  const read = readFullName(text, order);
  return 'value' in read ? `${read.value.firstName}|${read.value.lastName}` : undefined;
};

describe('a full name', () => {
  test.each([
    ['Ruiz, Ana', undefined, 'Ana|Ruiz'],
    ['Ruiz Prieto, Ana María', undefined, 'Ana María|Ruiz Prieto'],
    ['van Beethoven, Ludwig', undefined, 'Ludwig|van Beethoven'],
    ['Ana Ruiz', 'first-last', 'Ana|Ruiz'],
    ['Nagy Péter', 'last-first', 'Péter|Nagy'],
    ['Jean-Luc O’Brien', 'first-last', 'Jean-Luc|O’Brien'],
    ['Ludwig van Beethoven', 'first-last', 'Ludwig|van Beethoven'],
    ['Simone  de Beauvoir ', 'first-last', 'Simone|de Beauvoir'],
  ] as const)('is split where it is certain: %s', (text, order, expected) => {
    expect(parts(text, order)).toBe(expected);
  });

  test.each([
    ['Ana Ruiz', undefined],
    ['Ana', 'first-last'],
    ['Ana María Ruiz', 'first-last'],
    ['Dr. Ana Ruiz', 'first-last'],
    ['Kettle & Co', 'first-last'],
    ['Kettle GmbH', 'first-last'],
    ['Kettle, Inc.', undefined],
    ['Martin Luther King, Jr.', undefined],
    ['Ruiz, Ana, Madrid', undefined],
    ['ana@example.com', 'first-last'],
    ['Ana 2', 'first-last'],
    ['Ruiz,', undefined],
    [',', undefined],
  ] as const)('is left alone where it is not: %s', (text, order) => {
    expect(readFullName(text, order)).toEqual({ fault: expect.stringContaining('is not certain') });
  });

  test('that nobody told the order of says how to tell it; what would be run is none', () => {
    expect(readFullName('Ana Ruiz', undefined)).toEqual({
      fault: expect.stringContaining('--names first-last'),
    });
    expect(readFullName('=HYPERLINK("x")', 'first-last')).toEqual({
      fault: expect.stringContaining('formula'),
    });
  });
});
