import { type DefaultTreeAdapterMap, type ParserError, parse } from 'parse5';
import { headerOf, parseMail } from './parse-mail.ts';

type Element = DefaultTreeAdapterMap['element'];

/** What no mail program runs or shows, or what gets a mail thrown out. */
const FORBIDDEN = ['script', 'form', 'iframe', 'object', 'embed', 'link', 'video', 'audio', 'svg', 'base'];
/** By RFC 5322 and 8058: once each, or a signature covers one of them and the reader is shown the other. */
const ONCE = [
  'From',
  'To',
  'Subject',
  'Date',
  'Message-ID',
  'MIME-Version',
  'Content-Type',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
];
/** Those too, where they are there. Any other may have come in by a name or an address: a Bcc, for instance. */
const ONCE_AT_MOST = ['Reply-To', 'Auto-Submitted', 'X-Extra-Mile-Test'];
const OURS = new Set([...ONCE, ...ONCE_AT_MOST].map((name) => name.toLowerCase()));
const GMAIL_CLIPS = 102 * 1024;
const MOST_OCTETS = 998;

/** What is wrong with a mail as it goes over the wire, a sentence for each. */
export async function lintMail(raw: Buffer, of: { to: string; link: string }): Promise<string[]> {
  const mail = await parseMail(raw);
  const elements = elementsIn(mail.html);
  const tests: readonly [boolean, string][] = [
    [/[^\r]\n|\r[^\n]/.test(raw.toString('latin1')), 'a line does not end with CRLF'],
    [/[^\p{ASCII}]/u.test(raw.toString('latin1')), 'there is a byte that is not ASCII'],
    [longest(raw) > MOST_OCTETS, `a line has ${longest(raw)} octets`],
    [Buffer.byteLength(mail.html) > GMAIL_CLIPS, 'Gmail would clip it'],
    [!headerOf(mail, 'Content-Type')[0]?.startsWith('multipart/alternative'), 'it has no alternative'],
    [mail.subject === undefined || /[\p{Cc}]/u.test(mail.subject), 'its subject is missing or has controls'],
    [mail.from.value.length !== 1, 'it is not from one sender'],
    [mail.to.value.map(({ address }) => address).join() !== of.to, 'it is not to the one reader'],
    // A domain of another script goes as xn--…: an encoded word is for names, and in an address for nobody.
    [headerOf(mail, 'To').join().includes('=?'), 'the reader’s address is an encoded word'],
    [headerOf(mail, 'List-Unsubscribe').join() !== `<${of.link}>`, 'its List-Unsubscribe is not the link'],
    [
      headerOf(mail, 'List-Unsubscribe-Post').join() !== 'List-Unsubscribe=One-Click',
      'it cannot be unsubscribed from with one click',
    ],
    [!mail.text.includes(of.link), 'its text has no way out'],
    [!elements.some((each) => attribute(each, 'href') === of.link), 'its HTML has no way out'],
    [!/<html lang="\w/.test(mail.html), 'it does not say its language'],
    [!/<meta name="color-scheme" content="light dark"/.test(mail.html), 'it says nothing of dark mode'],
  ];
  return [
    ...tests.flatMap(([isWrong, what]) => (isWrong ? [what] : [])),
    ...ONCE.flatMap((name) => {
      const { length } = headerOf(mail, name);
      return length === 1 ? [] : [`the header ${name} is there ${length} times`];
    }),
    ...ONCE_AT_MOST.flatMap((name) => {
      const { length } = headerOf(mail, name);
      return length > 1 ? [`the header ${name} is there ${length} times`] : [];
    }),
    ...mail.headerLines.flatMap(({ key }) => (OURS.has(key) ? [] : [`the header ${key} is none of ours`])),
    ...lintHtml(mail.html, elements),
  ];
}

const longest = (raw: Buffer): number =>
  Math.max(
    ...raw
      .toString('latin1')
      .split('\r\n')
      .map(({ length }) => length),
  );

function lintHtml(html: string, elements: readonly Element[]): string[] {
  const faults: string[] = [];
  const onParseError = ({ code, startLine }: ParserError): void =>
    void faults.push(`HTML, line ${startLine}: ${code}`);
  parse(html, { sourceCodeLocationInfo: true, onParseError });
  for (const element of elements) {
    const { tagName } = element;
    if (FORBIDDEN.includes(tagName)) faults.push(`there is a <${tagName}>`);
    if (element.attrs.some(({ name }) => name.startsWith('on'))) faults.push(`a <${tagName}> acts by itself`);
    if (tagName === 'img' && !attribute(element, 'alt')?.trim()) faults.push('a picture has no alt text');
    for (const name of ['href', 'src']) {
      const link = attribute(element, name);
      if (link !== undefined && !/^(?:https:\/\/[^/]+|mailto:.)/.test(link))
        faults.push(`${name} "${link}" is not absolute`);
    }
  }
  return faults;
}

const attribute = ({ attrs }: Element, wanted: string): string | undefined =>
  attrs.find(({ name }) => name === wanted)?.value;

const elementsIn = (html: string): Element[] => walk(parse(html).childNodes);

const walk = (nodes: DefaultTreeAdapterMap['document']['childNodes']): Element[] =>
  nodes.flatMap((node) => ('attrs' in node ? [node, ...walk(node.childNodes)] : []));
