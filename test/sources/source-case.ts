import { readFileSync } from 'node:fs';
import { Temporal } from 'temporal-polyfill';
import { expect } from 'vitest';
import * as z from 'zod';
import type { Event } from '../../shared/contract/event.ts';
import type { PrivacyRequest } from '../../shared/contract/privacy.ts';
import type { Delivery, Platform, Thin, Translation } from '../../shared/sources/source.ts';
import { complete } from './dialogue.ts';

/** What a platform's fixtures bring: how it signs, what it sends, and what must become of it. */
export type SourceKit = {
  platform: Platform;
  secrets: { current: string; previous: string; other: string };
  /** Headers of a genuine request with this body, header names in lower case. */
  sign: (body: Buffer, options: { secret: string; at: Temporal.Instant }) => Record<string, string>;
  /** The header that carries the signature, and all that must be there. */
  signatureHeader: string;
  requiredHeaders: string[];
  /** Those of them that nothing signs, because they only tell where to look. */
  unsignedHeaders?: string[];
  /** The query's parameter that carries the secret itself, where the platform signs nothing at all. */
  secretInQuery?: string;
  /** Where the platform's own certificate signs, whatever the secrets are: its PEM text, and what tells its address. */
  certificate?: string;
  certificateHeader?: string;
  /** Of the source, for instance a client's id. */
  settings?: Record<string, string>;
  /** Makes of a fixture what is really sent, where that is no JSON. Leaves alone what it cannot read. */
  encode?: (fixture: Buffer) => Buffer;
  /** Whether a time is signed too. */
  stamped: boolean;
  /** Puts the signatures of two requests with one body into one header, where the scheme has lists. */
  join?: (first: string, second: string) => string;
  /** Headers that only tell what it is about. */
  topic?: (name: string) => Record<string, string>;
  cases: SourceCase[];
  /** Ids that may come as bare numbers, which grow beyond what a number holds. */
  numericIds?: NumericId[];
  /** Groups of cases that tell of one and the same thing. */
  same: string[][];
};

export type SourceCase = {
  /** Of the file in the platform's folder, without `.json`. */
  file: string;
  /** Where the file is no JSON. */
  ending?: 'xml';
  /** Where two cases share a file. */
  name?: string;
  topic?: string;
  /** A method, so that a fixture may say which shape it changes. */
  change?(body: object): void;
  /** A change of the text itself, before any other. */
  edit?: (text: string) => string;
  headers?: Record<string, string>;
  /** Of the source, beside those of the kit. */
  settings?: Record<string, string>;
  /** What the platform answers when it is asked, by path; `null` is that there is no such thing. The webhook is thin then. */
  answers?: Record<string, unknown>;
  /** Several where one request tells of several things. */
  becomes: Outcome | Outcome[];
  /** Members that may stand nowhere in it. */
  lacks?: string[];
};

export type Outcome = Partial<Event> | { ignored: RegExp } | { request: Partial<PrivacyRequest> };

/** When every case happens. */
export const NOW = Temporal.Instant.from('2026-11-22T09:00:30Z');
export const contextOf = ({ settings }: SourceKit, one?: SourceCase) => ({
  brand: 'demo',
  source: 'shop',
  receivedAt: NOW,
  settings: { ...settings, ...one?.settings },
});

export type NumericId = {
  /** A case that tells of it. */
  of: string;
  /** How it stands in the case's file, for instance `"id": 4711`; with `answered`, in what the platform answers. */
  stands: string;
  answered?: true;
  /** The member that it comes out in, and the text of that, in which `#` is the number. */
  comesOut: [member: string, text: string];
};

const folder = (kit: SourceKit): URL => new URL(`../fixtures/webhooks/${kit.platform.id}/`, import.meta.url);

/** The body of a case. Changed ones are cut from the text, because a parsed one would round long numbers. */
export function bodyOf(kit: SourceKit, one: SourceCase): Buffer {
  const encode = kit.encode ?? ((fixture) => fixture);
  const read = readFileSync(new URL(`${one.file}.${one.ending ?? 'json'}`, folder(kit)));
  const raw = one.edit ? Buffer.from(one.edit(read.toString())) : read;
  if (!one.change) return encode(raw);
  const value = z
    .record(z.string(), z.unknown())
    .parse(JSON.parse(raw.toString().replace(/: (\d{16,})/g, ': "$1"')));
  one.change(value);
  return encode(Buffer.from(JSON.stringify(value)));
}

/** The request of a case, genuine unless another secret signs it. */
export function deliveryOf(kit: SourceKit, one: SourceCase, secret = kit.secrets.current): Delivery {
  const raw = bodyOf(kit, one);
  const topic = one.topic === undefined ? {} : (kit.topic?.(one.topic) ?? {});
  const headers = { ...kit.sign(raw, { secret, at: NOW }), ...topic, ...one.headers };
  return { raw, headers, query: queryOf(kit, secret) };
}

/** The query of a genuine request. */
export const queryOf = ({ secretInQuery }: SourceKit, secret: string): Record<string, string> =>
  secretInQuery === undefined ? {} : { [secretInQuery]: secret };

/** What the webhook tells, after the platform was asked where that has to be. */
export function translateCase(kit: SourceKit, one: SourceCase): Translation[] {
  const result = kit.platform.translate(deliveryOf(kit, one), contextOf(kit, one));
  if (!result.ok) throw new Error(`${one.name ?? one.file}: ${result.failure.message}`);
  const { answers } = one;
  if (!answers) return result.value;
  return result.value.flatMap((told) => ('thin' in told ? ask(kit, told.thin, answers) : told));
}

function ask(kit: SourceKit, thin: Thin, answers: Record<string, unknown>): Translation[] {
  const completed = complete(kit.platform, { thin, context: contextOf(kit), answers });
  if (!completed.ok) throw new Error(completed.failure.message);
  for (const told of completed.value)
    if (thin.id !== undefined && 'event' in told) expect(told.event.id).toBe(thin.id);
  return completed.value;
}

export const nameOf = ({ file, name }: SourceCase): string => name ?? file;
