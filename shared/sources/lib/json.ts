import { fail, ok, type Failure, type Result } from '../../contract/result.ts';

/** No webhook we know nests deeper than twelve; refusing early keeps every later walk over the value safe. */
const MOST_DEPTH = 100;
/** Every integer of fewer digits is held exactly by a number. */
const SAFE_DIGITS = 16;
const BEFORE_VALUE = /[[:,\s]/;

const SPACE = 0x20;
const ZERO = 0x30;
const NINE = 0x39;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;

type Frame = { keys: Set<string>; openedBy: string | undefined };

const refuse = (message: string): { ok: false; failure: Failure<'bad-json'> } => fail('bad-json', message);

/**
 * Reads a webhook's body as strict JSON. Integers beyond 2^53 come back as text of their digits, so that no id is
 * rounded. Refused: bytes that are not UTF-8, repeated keys, keys that reach for a prototype, nesting beyond 100
 * levels. Time and memory grow with the length of the body only.
 */
export function parseJson(raw: Uint8Array): Result<unknown, Failure<'bad-json'>> {
  if (raw.length === 0) return refuse('The body is empty.');
  const text = decode(raw);
  if (text === undefined) return refuse('The body is not valid UTF-8.');
  try {
    const walk = walkThrough(text);
    return walk.fault ? refuse(walk.fault) : ok(JSON.parse(quoteLong(walk)));
  } catch {
    // The engine's message quotes the text, which may hold personal data.
    return refuse('The body is not valid JSON.');
  }
}

function decode(raw: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(raw);
  } catch {
    return undefined;
  }
}

type Walk = {
  text: string;
  at: number;
  open: (Frame | undefined)[];
  lastKey: string | undefined;
  /** Where integers stand that a number cannot hold. */
  long: { start: number; end: number }[];
  fault?: string | undefined;
};

/**
 * Finds what the engine's parser would let pass or round, without recursion. It need not judge the grammar, which the
 * parser does afterwards: in valid JSON a string before a colon is a key of the innermost object.
 */
function walkThrough(text: string): Walk {
  const walk: Walk = { text, at: 0, open: [], lastKey: undefined, long: [] };
  while (walk.at < text.length && !walk.fault) {
    const code = text.charCodeAt(walk.at);
    if (code === QUOTE) walk.fault = passString(walk);
    else if (code > ZERO && code <= NINE) passInteger(walk);
    else walk.fault = passMark(walk, code);
  }
  return walk;
}

function passInteger(walk: Walk): void {
  const { text, at: digits } = walk;
  while (isDigit(text.charCodeAt(walk.at))) walk.at += 1;
  if (walk.at - digits < SAFE_DIGITS) return;
  const start = text[digits - 1] === '-' ? digits - 1 : digits;
  if (isWhole(text, start, walk.at) && !Number.isSafeInteger(Number(text.slice(start, walk.at))))
    walk.long.push({ start, end: walk.at });
}

const isDigit = (code: number): boolean => code >= ZERO && code <= NINE;

/** A long integer is quoted only where one may stand, so that quoting never makes broken JSON whole. */
const isWhole = (text: string, start: number, end: number): boolean =>
  BEFORE_VALUE.test(text[start - 1] ?? ' ') && !'.eE'.includes(text[end] ?? ' ') && !isKey(text, end);

function quoteLong({ text, long }: Walk): string {
  if (long.length === 0) return text;
  const pieces: string[] = [];
  let from = 0;
  for (const { start, end } of long) {
    pieces.push(text.slice(from, start), '"', text.slice(start, end), '"');
    from = end;
  }
  return [...pieces, text.slice(from)].join('');
}

function passString(walk: Walk): string | undefined {
  const end = endOfString(walk.text, walk.at);
  const key = isKey(walk.text, end) ? decodeKey(walk.text.slice(walk.at, end)) : undefined;
  walk.at = end;
  walk.lastKey = key;
  return key === undefined ? undefined : faultOfKey(key, walk.open.at(-1));
}

function passMark(walk: Walk, code: number): string | undefined {
  walk.at += 1;
  switch (code) {
    case OPEN_OBJECT:
    case OPEN_ARRAY:
      if (walk.open.length === MOST_DEPTH) return 'The body is nested too deeply.';
      walk.open.push(code === OPEN_OBJECT ? { keys: new Set(), openedBy: walk.lastKey } : undefined);
      break;
    case CLOSE_OBJECT:
    case CLOSE_ARRAY:
      walk.open.pop();
      break;
    default:
      return undefined;
  }
  walk.lastKey = undefined;
  return undefined;
}

function faultOfKey(key: string, frame: Frame | undefined): string | undefined {
  if (key === '__proto__') return 'The body holds a key that is not allowed: __proto__.';
  if (key === 'prototype' && frame?.openedBy === 'constructor')
    return 'The body holds a key that is not allowed: constructor.prototype.';
  if (frame?.keys.has(key)) return 'The body holds the same key twice in one object.';
  frame?.keys.add(key);
  return undefined;
}

/** The position after the closing quote of the string that opens at `start`; the text's end where it never closes. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end + 1;
}

function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (text.charCodeAt(before) === BACKSLASH) before -= 1;
  return (at - before) % 2 === 0;
}

function isKey(text: string, from: number): boolean {
  let at = from;
  while (text.charCodeAt(at) <= SPACE) at += 1;
  return text.charCodeAt(at) === COLON;
}

/** `"\u005f_proto__"` is the same key as `"__proto__"`. */
function decodeKey(token: string): string {
  return token.includes('\\') ? String(JSON.parse(token)) : token.slice(1, -1);
}
