import { fail, ok, type Failure, type Result } from '../../contract/result.ts';

/* A reader for the data that some platforms send as XML: elements and their text. It knows no entities but the five of
 * XML itself and reads no document type, so nothing can be expanded and nothing fetched. */

const MOST_DEPTH = 30;
const MOST_ELEMENTS = 10_000;

type Element = { name: string; text: string; children: Map<string, unknown>; list: boolean; nil: boolean };

/** A comment, a heading, CDATA, a tag of either kind, or text. Each alternative begins with what no other can. */
const TOKEN =
  /<!--(?:(?!-->)[^])*-->|<\?(?:(?!\?>)[^])*\?>|<!\[CDATA\[((?:(?!\]\]>)[^])*)\]\]>|<(\/?)([A-Za-z_][\w.:-]*)((?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y;
const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos));/g;
const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const broken = (): { ok: false; failure: Failure<'bad-shape'> } =>
  fail('bad-shape', 'The body is not valid XML.');

/**
 * The root's content: an element with others in it becomes an object, one with text a string, one marked `nil` or
 * empty `null`, a repeated one or one of `type="array"` a list. Hyphens in names become underscores.
 */
export function parseXml(raw: Uint8Array): Result<unknown, Failure<'bad-shape'>> {
  const text = decode(raw);
  if (text === undefined || /<!DOCTYPE|<!ENTITY/i.test(text)) return broken();
  const top = newElement('', '');
  const open = [top];
  let count = 0;
  let at = 0;
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text);
    count += 1;
    if (!token || count > MOST_ELEMENTS || !take(token, open)) return broken();
    at = TOKEN.lastIndex;
  }
  const [root] = top.children.values();
  return open.length === 1 && top.children.size === 1 && !top.text.trim() ? ok(root) : broken();
}

const newElement = (name: string, attributes: string): Element => ({
  name: name.replaceAll('-', '_'),
  text: '',
  children: new Map(),
  list: /\stype\s*=\s*["']array["']/.test(attributes),
  nil: /\snil\s*=\s*["']true["']/.test(attributes),
});

/** Takes one token in; `false` when it does not fit what is open. */
function take(token: RegExpExecArray, open: Element[]): boolean {
  const [, cdata, slash, name, attributes = '', empty, text = ''] = token;
  const inner = open.at(-1);
  if (!inner) return false;
  if (name !== undefined)
    return takeTag({ name, attributes, ends: slash === '/', empty: empty === '/' }, open);
  inner.text += cdata ?? unescape(text);
  return true;
}

type Tag = { name: string; attributes: string; ends: boolean; empty: boolean };

function takeTag({ name, attributes, ends, empty }: Tag, open: Element[]): boolean {
  const element = newElement(name, attributes);
  if (ends) return open.length > 1 && open.at(-1)?.name === element.name && close(open);
  open.push(element);
  return empty ? close(open) : open.length <= MOST_DEPTH;
}

function close(open: Element[]): boolean {
  const done = open.pop();
  const outer = open.at(-1);
  if (!done || !outer) return false;
  const value = valueOf(done);
  const before = outer.children.get(done.name);
  if (!outer.children.has(done.name)) outer.children.set(done.name, value);
  else outer.children.set(done.name, Array.isArray(before) ? [...before, value] : [before, value]);
  return true;
}

function valueOf({ text, children, list, nil }: Element): unknown {
  if (list) return [...children.values()].flat();
  if (children.size > 0) return Object.fromEntries(children);
  return nil || !text.trim() ? null : text;
}

const unescape = (text: string): string =>
  text.replace(ENTITY, (whole: string, decimal?: string, ...[hex, name]: (string | undefined)[]) => {
    if (name) return NAMED[name] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });

function decode(raw: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(raw);
  } catch {
    return undefined;
  }
}
