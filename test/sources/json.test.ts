import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJson } from '../../shared/sources/lib/json.ts';

const read = (text: string | Buffer): unknown => {
  const result = parseJson(Buffer.from(text));
  return result.ok ? result.value : result.failure.message;
};

describe('parseJson', () => {
  test.each([
    ['{"id":820982911946154508}', { id: '820982911946154508' }],
    ['[-9007199254740993, 9007199254740991, 1e3]', ['-9007199254740993', 9007199254740991, 1000]],
    ['{"a":12345678901234567.5}', { a: 12345678901234568 }],
    ['{"a":"820982911946154508"}', { a: '820982911946154508' }],
    ['{"a":{"a":1},"b":[{"a":1},{"a":2}]}', { a: { a: 1 }, b: [{ a: 1 }, { a: 2 }] }],
    ['{"constructor":"Ferrari","k":"a\\"b: {"}', { constructor: 'Ferrari', k: 'a"b: {' }],
    ['\ufeff{"a":1}', { a: 1 }],
  ])('reads %s', (text, value) => {
    expect(read(text)).toEqual(value);
  });

  test.each([
    ['', 'empty'],
    ['<html></html>', 'not valid JSON'],
    ['NaN', 'not valid JSON'],
    ['[1,]', 'not valid JSON'],
    ['{"a":"\\"}', 'not valid JSON'],
    ['{12345678901234567890:1}', 'not valid JSON'],
    ['{ 12345678901234567890 :1}', 'not valid JSON'],
    ['[012345678901234567890]', 'not valid JSON'],
    ['[--12345678901234567890]', 'not valid JSON'],
    ['[12345678901234567890x]', 'not valid JSON'],
    ['{"a":1,"a":2}', 'same key twice'],
    ['{"a":1,"\\u0061":2}', 'same key twice'],
    ['{"__proto__":{}}', '__proto__'],
    ['[{"x":{"\\u005f_proto__":1}}]', '__proto__'],
    ['{"constructor":{"prototype":{}}}', 'constructor.prototype'],
    ['['.repeat(10_000) + ']'.repeat(10_000), 'nested too deeply'],
    ['{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000), 'nested too deeply'],
  ])('refuses %.40s', (text, reason) => {
    expect(read(text)).toContain(reason);
  });

  test('refuses bytes that are not UTF-8', () => {
    expect(read(Buffer.from([0x22, 0xc3, 0x28, 0x22]))).toContain('UTF-8');
    expect(read(Buffer.from('"\xff"', 'latin1'))).toContain('UTF-8');
  });

  test('says of a broken body nothing that stood in it', () => {
    expect(read('{"email":"ana@example.com"')).not.toContain('ana');
  });

  test.each([
    ['quotes', '"'.repeat(1e6)],
    ['escaped quotes', `"${'\\"'.repeat(5e5)}`],
    ['backslashes', `"${'\\'.repeat(1e6)}`],
    ['spaces after strings', `[${'"a"          '.repeat(8e4)}`],
    ['digits', '9'.repeat(1e6)],
    ['long numbers', `[${'12345678901234567,'.repeat(5e4)}1]`],
    ['keys', `{${Array.from({ length: 6e4 }, (_, at) => `"k${at}":1`).join(',')}}`],
  ])('gets to the end of 1 MB of %s', (_name, text) => {
    // More than linear work on a million characters would outlast the runner's patience by far.
    expect(parseJson(Buffer.from(text))).toHaveProperty('ok');
  });

  test('reads what the engine reads, when nothing in it is long or repeated', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        if (/\d{16}|__proto__/.test(text)) return;
        expect(read(text)).toEqual(JSON.parse(text));
      }),
    );
  });
});
