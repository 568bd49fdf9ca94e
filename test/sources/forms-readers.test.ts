import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeAttribute } from '../../shared/sources/lib/cloudevents-headers.ts';
import { readForm } from '../../shared/sources/lib/multipart.ts';
import { parseXml } from '../../shared/sources/lib/xml.ts';

const TEN_SECONDS = 10_000;

describe('readForm', () => {
  const part = (disposition: string, text: string): string =>
    `--b\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${text}\r\n`;
  const read = (body: string | Buffer, type = 'multipart/form-data; boundary=b'): unknown => {
    const form = readForm({ raw: Buffer.from(body), headers: { 'content-type': type }, query: {} });
    return form.ok ? Object.fromEntries(form.value) : form.failure.message;
  };

  test('reads text fields as they are and passes files over', () => {
    const body = `${part('name="a"', 'Ä\r\n--c\r\n')}${part('name="f"; filename="k.png"', '\u0000')}${part('name="b"', '')}--b--\r\n`;
    expect(read(body)).toEqual({ a: 'Ä\r\n--c\r\n', b: '' });
    expect(read(body, 'multipart/form-data; charset=utf-8; boundary="b"')).toEqual(read(body));
    expect(read(`a preface\r\n${body}an epilogue`)).toEqual(read(body));
  });

  test('agrees with what the platform itself writes', async () => {
    const fields: [string, string][] = [
      ['formID', '1'],
      ['rawRequest', '{"q":"a\r\nb \u{1f375}"}'],
      ['empty', ''],
    ];
    const form = new FormData();
    for (const [name, text] of fields) form.append(name, text);
    form.append('picture', new File(['\r\n--'], 'k.png'));
    const sent = new Response(form);
    const type = sent.headers.get('content-type') ?? '';
    expect(read(Buffer.from(await sent.arrayBuffer()), type)).toEqual(Object.fromEntries(fields));
  });

  test.each([
    ['another content type', part('name="a"', '1'), 'application/json', /no multipart/],
    ['no boundary', part('name="a"', '1'), 'multipart/form-data', /no multipart/],
    ['no part', 'hello', undefined, /does not end/],
    ['no end', part('name="a"', '1'), undefined, /does not end/],
    ['a field twice', `${part('name="a"', '1')}${part('name="a"', '2')}--b--`, undefined, /twice/],
    ['a part without a name', `${part('x="a"', '1')}--b--`, undefined, /without a name/],
    ['a part without a header', '--b\r\nhello\r\n--b--', undefined, /without a header/],
    [
      '201 fields',
      Array.from({ length: 201 }, (_, at) => part(`name="${at}"`, '1')).join(''),
      undefined,
      /too many|end/,
    ],
  ])('refuses %s', (_what, body, type, reason) => {
    expect(read(body, type)).toMatch(reason);
  });

  test('refuses bytes that are not UTF-8', () => {
    const body = Buffer.concat([
      Buffer.from('--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n'),
      Buffer.from([0xc3, 0x28]),
      Buffer.from('\r\n--b--'),
    ]);
    expect(read(body)).toMatch(/UTF-8/);
  });

  test.each([
    ['boundaries', '\r\n--b'.repeat(2e5)],
    ['dashes', '-'.repeat(1e6)],
    ['a header without an end', `--b\r\n${'Content-Disposition: x;'.repeat(4e4)}`],
  ])(
    'needs no more than linear time for 1 MB of %s',
    (_what, body) => {
      // Quadratic time would be minutes: the limit of the test tells them apart on the slowest machine.
      expect(read(body)).toBeDefined();
    },
    TEN_SECONDS,
  );
});

describe('parseXml', () => {
  const read = (text: string | Buffer): unknown => {
    const result = parseXml(Buffer.from(text));
    return result.ok ? result.value : result.failure.message;
  };

  test.each([
    ['<a>1</a>', '1'],
    ['\ufeff<?xml version="1.0"?>\n<!-- x -- y --><a><b-c>1</b-c><d/></a>\n', { b_c: '1', d: null }],
    ['<a><b>1</b><b>2</b><c>x</c></a>', { b: ['1', '2'], c: 'x' }],
    ['<a><b type="array"><c>1</c></b><d type=\'array\'/></a>', { b: ['1'], d: [] }],
    ['<a><b nil="true"></b><c>&lt;&amp;&#233;&#xE9;&nbsp;</c></a>', { b: null, c: '<&éé&nbsp;' }],
    ['<a><![CDATA[<b>&amp;]] >]]></a>', '<b>&amp;]] >'],
  ])('reads %s', (text, value) => {
    expect(read(text)).toEqual(value);
  });

  test.each([
    '',
    'hello',
    '<a>',
    '<a></b>',
    '<a/><b/>',
    '<a/>text',
    '</a>',
    '<a><b></a></b>',
    '<a b=c/>',
    '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
    '<!DOCTYPE a SYSTEM "http://127.0.0.1/x"><a/>',
    '<a>'.repeat(40) + '</a>'.repeat(40),
    '<a/>'.repeat(20_000),
  ])('refuses %.40s', (text) => {
    expect(read(text)).toBe('The body is not valid XML.');
  });

  test('refuses bytes that are not UTF-8', () => {
    expect(read(Buffer.from('<a>\xff</a>', 'latin1'))).toMatch(/not valid XML/);
  });

  test.each([
    ['open comments', '<!--'.repeat(2.5e5)],
    ['open CDATA', `<a>${'<![CDATA['.repeat(1e5)}`],
    ['open headings', '<?'.repeat(5e5)],
    ['attributes', `<a ${'b="c" '.repeat(1.6e5)}`],
    ['spaces in a tag', `<a${' '.repeat(1e6)}`],
    ['repeated elements', `<a>${'<b/>'.repeat(9000)}</a>`],
    ['ampersands', `<a>${'&#'.repeat(5e5)}</a>`],
  ])(
    'needs no more than linear time for 1 MB of %s',
    (_what, text) => {
      // Quadratic time would be minutes: the limit of the test tells them apart on the slowest machine.
      expect(read(text)).toBeDefined();
    },
    TEN_SECONDS,
  );

  test('never throws', () => {
    const pieces = fc.constantFrom(
      '<a>',
      '</a>',
      '<b c="d">',
      '<',
      '>',
      '&#99999999;',
      '&#xD800;',
      ']]>',
      '<![CDATA[',
      '__proto__',
      '<__proto__>',
      '</__proto__>',
    );
    const reads = (): void =>
      fc.assert(
        fc.property(fc.array(fc.oneof(pieces, fc.string())), (parts) => void read(parts.join(''))),
        { numRuns: 2000 },
      );
    expect(reads).not.toThrow();
  });
});

test.each([
  ['com.example.survey', 'com.example.survey'],
  ['Euro%20%E2%82%AC%20%F0%9F%98%80', 'Euro € \u{1f600}'],
  ['%2525', '%25'],
  ['"a %22b\\" \\\\"', 'a "b" \\'],
  ['%', undefined],
  ['%E2%82', undefined],
  ['%ff', undefined],
])('an attribute of CloudEvents in a header: %s', (value, decoded) => {
  expect(decodeAttribute(value)).toBe(decoded);
});
