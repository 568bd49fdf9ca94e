import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { CommandError } from './client.ts';

export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** Enough to know what a file is. */
const HEAD = 4096;

const startsWith = (head: Buffer, ...bytes: number[]): boolean =>
  bytes.every((byte, at) => head[at] === byte);

const STRANGE: { is: (head: Buffer) => boolean; what: string }[] = [
  { is: (head) => startsWith(head, 0x50, 0x4b, 3, 4), what: 'a workbook (or another archive)' },
  { is: (head) => startsWith(head, 0xd0, 0xcf, 0x11, 0xe0), what: 'an old workbook' },
  { is: (head) => startsWith(head, 0x1f, 0x8b), what: 'compressed' },
  { is: (head) => startsWith(head, 0xff, 0xfe, 0, 0), what: 'in UTF-32' },
  { is: (head) => startsWith(head, 0, 0, 0xfe, 0xff), what: 'in UTF-32' },
];

/** In which encoding a file is; what is no text is refused. */
export async function encodingOf(path: string): Promise<Encoding> {
  const head = await headOf(path);
  const strange = STRANGE.find(({ is }) => is(head));
  if (strange) throw new CommandError(`${path} is ${strange.what}, no text: save it as CSV, in UTF-8.`, 2);
  if (startsWith(head, 0xff, 0xfe)) return 'utf-16le';
  if (startsWith(head, 0xfe, 0xff)) return 'utf-16be';
  if (head.includes(0)) return wideOf(path, head);
  return (await isUtf8(path)) ? 'utf-8' : 'windows-1252';
}

async function headOf(path: string): Promise<Buffer> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new CommandError(`${path} is no file that can be read.`, 2, { cause: error });
  }
}

/** Without a mark at its beginning: letters of the West have their zero in the second byte, or in the first. */
function wideOf(path: string, head: Buffer): Encoding {
  const zeros = [0, 1].map(
    (side) => [...head].filter((byte, at) => byte === 0 && at % 2 === side).length * 2,
  );
  const [first = 0, second = 0] = zeros.map((count) => count / head.length);
  if (second > 0.5 && first < 0.1) return 'utf-16le';
  if (first > 0.5 && second < 0.1) return 'utf-16be';
  throw new CommandError(`${path} is no text: save it as CSV, in UTF-8.`, 2);
}

async function isUtf8(path: string): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const bytes of piecesOf(path)) decoder.decode(bytes, { stream: true });
    decoder.decode();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** Small: the rows of a piece wait for the calls of those before, and what waits long is collected late. */
const PIECE = 16 * 1024;

async function* piecesOf(path: string): AsyncGenerator<Uint8Array> {
  for await (const piece of createReadStream(path, { highWaterMark: PIECE }))
    if (piece instanceof Uint8Array) yield piece;
}

/** What a file says, piece by piece, without the mark at its beginning; `hear` is told how many bytes were read. */
export async function* textOf(
  path: string,
  encoding: Encoding,
  hear: (bytes: number) => void = () => undefined,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const bytes of piecesOf(path)) {
    const text = decoder.decode(bytes, { stream: true });
    if (text !== '') yield text;
    hear(bytes.length);
  }
  const rest = decoder.decode();
  if (rest !== '') yield rest;
}
