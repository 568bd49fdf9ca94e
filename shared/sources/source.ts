import type { Temporal } from 'temporal-polyfill';
import type { Event, EventKind } from '../contract/event.ts';
import type { PrivacyRequest } from '../contract/privacy.ts';
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
  /** The PEM text that lies at the platform's `certificateUrl`. */
  certificate?: string;
};

/** What may be looked at before a certificate is called for. `dev` is whether this is a developer's own stage. */
export type CertificateContext = Pick<VerifyContext, 'now' | 'settings'> & { dev: boolean };

export type TranslateContext = {
  brand: string;
  source: string;
  receivedAt: Temporal.Instant;
  settings: Readonly<Record<string, string>>;
};

export type BodyFailure = Failure<'bad-json' | 'bad-shape'>;

/**
 * What a thin webhook leaves open: it names a thing, and the platform has to be asked what that is. It travels through
 * a queue, so it is small and plain. `id` is the id that the event will have, where that is known before asking.
 */
export type Thin = {
  id?: string;
  kind: EventKind;
  /** Which of the platform's `lookUp`s answers it. */
  resource: string;
  /** Ids from the payload, checked to be plain before they stand in a path. */
  params: Readonly<Record<string, string>>;
  occurredAt: string;
  test: boolean;
};

/**
 * One thing that a delivery tells: an event, a thin one to ask about, what somebody asks to be done with their data, or
 * why it is none of these. Reasons are fixed sentences: they are counted.
 */
export type Translation =
  { event: Event } | { thin: Thin } | { request: PrivacyRequest } | { ignored: string; kind?: EventKind };

/** One question to the platform's API. Only the path is ours to choose; the host is the platform's. */
export type ApiCall = {
  path: string;
  query?: Readonly<Record<string, string>>;
  /** How long an answer may be remembered, in seconds: titles of a survey change seldom. */
  rememberFor?: number;
};
/** What came back: the JSON body read without loss, or that there is no such thing. */
export type ApiAnswer = { found: true; body: unknown } | { found: false };

/** One POST of a form by which a credential is exchanged for a token. The address is the platform's own, fixed one. */
export type Grant = { url: string; headers: Readonly<Record<string, string>>; body: string };

/** Where a platform is asked, and how that is opened. */
export type ApiAccess = {
  /** The fixed address, for instance `https://api.bigcommerce.com/stores/abc123`; from settings, never from a payload. */
  base: (settings: Readonly<Record<string, string>>) => Result<string, Failure<'bad-settings'>>;
  /** The headers that carry the credential. */
  authorise: (credential: string) => Readonly<Record<string, string>>;
  /** Where the credential itself opens nothing, but a token that it is exchanged for (OAuth 2.0). */
  grant?: (
    credential: string,
    about: { settings: Readonly<Record<string, string>>; now: Temporal.Instant },
  ) => Grant | undefined;
  /** Calls that the platform allows, where it is known. */
  limits?: { perMinute?: number; perDay?: number };
};

/**
 * How a platform is asked. A look-up is a pure dialogue: it yields calls and is given answers, so it can be tested
 * without a network and the room that runs it keeps time-outs, retries, limits and the credential in one place.
 */
export type Api = ApiAccess & {
  lookUp: (thin: Thin, context: TranslateContext) => Generator<ApiCall, Translated, ApiAnswer>;
};

/** What a back-fill asks for: what became of orders since `from`, of those made before `to`. `cursor` goes on from a page. */
export type BackFillRange = { from: Temporal.Instant; to?: Temporal.Instant; cursor?: string };
/** A page as the webhooks that the platform would have posted. Without a cursor it was the last. */
export type BackFillPage = { deliveries: Delivery[]; cursor?: string };

/** How what was missed is read from the platform, page by page; each page is a pure dialogue like a look-up. */
export type BackFill = ApiAccess & {
  /** How far back the platform tells, in days, where it is known. */
  reachDays?: number;
  readPage: (
    range: BackFillRange,
    context: TranslateContext,
  ) => Generator<ApiCall, Result<BackFillPage, BodyFailure>, ApiAnswer>;
};

export type Translated = Result<Translation[], BodyFailure>;

/**
 * What becomes of a topic: the event's kind, what is done where it is a request about somebody's data, or the reason why
 * it is ignored on purpose. The docs are made from this.
 */
export type Topic =
  | { becomes: EventKind | readonly EventKind[]; note?: string }
  | { does: string; note?: string }
  | { ignored: string };

/** One thing that the platform's file reads in `settings`. */
export type Setting = {
  name: string;
  /** For the operator: what it is and where to find it. */
  what: string;
  required?: true;
  /** The webhook's own address, unless the operator tells another. */
  filled?: 'address';
  /** Where nothing else can stand in it: a mistyped one must not pass for left out. */
  oneOf?: readonly string[];
};

/**
 * Where the secret comes from. `shown`: the platform makes it, a sentence says where it stands. `ours`: we make it and the
 * operator types it in at the platform: in the form of Standard Webhooks, or of letters and digits where others are
 * mangled. `place` is where it goes, if that is the address itself.
 */
export type SecretOrigin =
  { shown: string } | { ours: 'standard-webhooks' | 'letters'; place?: { query: string } };

/** How people connect the platform. The docs and the dialogue of `source add` are made from it. */
export type Setup = {
  secret: SecretOrigin;
  /** The clicks to take at the platform, a plain sentence each. `{address}` is the webhook's address. */
  steps: readonly string[];
  /** Where its API is asked, for thin webhooks or a back-fill: a sentence on what opens it, and where to find that. */
  credential?: string;
  /** What else is worth knowing: retries, limits. */
  notes?: readonly string[];
};

/**
 * One platform that can post webhooks to us. Everything in it is pure; secrets and time come in.
 * To add one: a file like the others beside this, its fixtures, and a line in `platforms.ts`.
 */
export type Platform = {
  /** Stands in addresses and settings: lower-case letters, digits, hyphens. */
  id: string;
  /** As people know it. */
  name: string;
  topics: Readonly<Record<string, Topic>>;
  /** 202, or 200 where the platform takes nothing else for success. */
  okStatus: 200 | 202;
  /** A call that only looks whether somebody is there, before anything is signed: answered 200, and nothing is done. */
  knock?: (delivery: Delivery) => boolean;
  /**
   * Where it is signed with a certificate instead of the source's secret: the address of that certificate, after all
   * that can be checked without it. Never an address that is not the platform's own; none where this delivery is signed
   * with the secret.
   */
  certificateUrl?: (
    delivery: Delivery,
    context: CertificateContext,
  ) => Result<string | undefined, SignatureFailure>;
  /** Is it genuine? Runs on the raw bytes, in constant time, before any parser. */
  verify: (delivery: Delivery, context: VerifyContext) => Result<void, SignatureFailure>;
  /** What does it tell? Called only with what `verify` has let through; never throws, whatever the body. */
  translate: (delivery: Delivery, context: TranslateContext) => Translated;
  /** Where its webhooks may be thin. */
  api?: Api;
  /** Where missed orders can be read, and a webhook made of each that tells the same as the missed one. */
  backFill?: BackFill;
  settings?: readonly Setting[];
  setup: Setup;
};

/** A topic that nobody has told us about. */
export const UNKNOWN_TOPIC = 'This kind of webhook is not one that Extra Mile acts on.';
export const NO_ADDRESS = 'There is no e-mail address in it, so there is nobody to write to.';
