import { fail, ok, type Result } from '../../contract/result.ts';
import type { BodyFailure, Delivery } from '../source.ts';

/* The reader of forms that the platform itself brings answers asynchronously, and keeps files; we need neither. */

const MOST_FIELDS = 200;
const MOST_HEADER = 2000;
const BREAK = Buffer.from('\r\n');
const HEADER_END = Buffer.from('\r\n\r\n');
const BOUNDARY =
  /^multipart\/form-data\b[^;]*;(?:[^;]*;)*?\s*boundary=(?:"([^"\r\n]{1,70})"|([^\s;"]{1,70}))/i;
const NAME = /;\s*name="([^"\r\n]{1,200})"/i;
const FILE = /;\s*filename\*?=/i;

const refuse = (what: string) => fail('bad-shape', `Not the expected shape. The form ${what}.`);

/**
 * The text fields of a `multipart/form-data` body (RFC 7578). Files are passed over. Refused: another content type, a
 * body that does not end, a field twice, more than 200 fields, text that is not UTF-8. One pass, no copies of files.
 */
export function readForm({ raw, headers }: Delivery): Result<Map<string, string>, BodyFailure> {
  const match = BOUNDARY.exec(headers['content-type'] ?? '');
  const boundary = match?.[1] ?? match?.[2];
  if (!boundary) return refuse('is no multipart/form-data');
  const parts = split(raw, boundary);
  if (!parts) return refuse('does not end, or has too many fields');
  const fields = new Map<string, string>();
  for (const part of parts) {
    const fault = addPart(fields, part);
    if (fault) return refuse(fault);
  }
  return ok(fields);
}

/** What stands between the boundaries; `undefined` where the last one is missing. */
function split(raw: Buffer, boundary: string): Buffer[] | undefined {
  const parts: Buffer[] = [];
  const start = raw.indexOf(`--${boundary}`);
  if (start === -1) return undefined;
  let at = start + boundary.length + 2;
  while (!isEnd(raw, at) && parts.length <= MOST_FIELDS) {
    const end = raw.indexOf(`\r\n--${boundary}`, at);
    if (end === -1) return undefined;
    parts.push(raw.subarray(at, end));
    at = end + boundary.length + 4;
  }
  return parts.length <= MOST_FIELDS ? parts : undefined;
}

const isEnd = (raw: Buffer, at: number): boolean => raw.toString('latin1', at, at + 2) === '--';

/** Adds one part to the fields, or tells what is wrong with it. */
function addPart(fields: Map<string, string>, part: Buffer): string | undefined {
  const end = part.indexOf(HEADER_END);
  if (end === -1 || end > MOST_HEADER || !part.subarray(0, 2).equals(BREAK))
    return 'has a part without a header';
  const header = part.toString('latin1', 0, end);
  if (FILE.test(header)) return undefined;
  const name = NAME.exec(header)?.[1];
  if (name === undefined) return 'has a part without a name';
  if (fields.has(name)) return 'has a field twice';
  const text = decode(part.subarray(end + HEADER_END.length));
  if (text === undefined) return 'is not valid UTF-8';
  fields.set(name, text);
  return undefined;
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
