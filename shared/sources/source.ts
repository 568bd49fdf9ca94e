import type { Temporal } from 'temporal-polyfill';
import type { Event, EventKind } from '../contract/event.ts';
import type { Failure, Result } from '../contract/result.ts';

/** A webhook as it came: the bytes before any parser, header names in lower case. */
export type Delivery = {
  raw: Buffer;
  headers: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string>>;
};

export type SignatureFailure = Failure<'missing-signature' | 'bad-signature' | 'stale-signature'>;

/** What a verifier may use beside the delivery. `settings` are the source's own, for instance a registered address. */
export type VerifyContext = {
  secrets: readonly string[];
  now: Temporal.Instant;
  settings: Readonly<Record<string, string>>;
};

export type TranslateContext = {
  brand: string;
  source: string;
  receivedAt: Temporal.Instant;
  settings: Readonly<Record<string, string>>;
};

export type BodyFailure = Failure<'bad-json' | 'bad-shape'>;

/** One thing that a delivery tells: an event, or why it is none. Reasons are fixed sentences: they are counted. */
export type Translation = { event: Event } | { ignored: string; kind?: EventKind };

export type Translated = Result<Translation[], BodyFailure>;

/** What becomes of a topic: the event's kind, or the reason why it is ignored on purpose. The docs are made from this. */
export type Topic = { becomes: EventKind | readonly EventKind[]; note?: string } | { ignored: string };

/**
 * One platform that can post webhooks to us. Everything in it is pure; secrets and time come in.
 * To add one: a file like the others beside this, its fixtures, and a line in `registry.ts`.
 */
export type Platform = {
  /** Stands in addresses and settings: lower-case letters, digits, hyphens. */
  id: string;
  /** As people know it. */
  name: string;
  topics: Readonly<Record<string, Topic>>;
  /** 202, or 200 where the platform takes nothing else for success. */
  okStatus: 200 | 202;
  /** Is it genuine? Runs on the raw bytes, in constant time, before any parser. */
  verify: (delivery: Delivery, context: VerifyContext) => Result<void, SignatureFailure>;
  /** What does it tell? Called only with what `verify` has let through; never throws, whatever the body. */
  translate: (delivery: Delivery, context: TranslateContext) => Translated;
};

/** A topic that nobody has told us about. */
export const UNKNOWN_TOPIC = 'This kind of webhook is not one that Extra Mile acts on.';
export const NO_ADDRESS = 'There is no e-mail address in it, so there is nobody to write to.';
