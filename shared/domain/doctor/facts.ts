import type { Brand } from '../../contract/brand.ts';
import type { Failure, Result } from '../../contract/result.ts';
import type { Rule } from '../../contract/rule.ts';
import type { WarmCount, WarmDay } from '../reputation/warm-up.ts';

/** What was asked for; `missing` when it is not there, `unseen` when nobody would say. */
export type Seen<T> = Result<T, Failure<'missing' | 'unseen'>>;

/** SES's own words for how far it is: `SUCCESS`, `PENDING`, `FAILED`, `TEMPORARY_FAILURE`, `NOT_STARTED`. */
export type Identity = {
  isVerified: boolean;
  dkim: { isOn: boolean; status: string; tokens: readonly string[]; zone: string };
  mailFrom: { domain: string; status: string } | undefined;
};

export type Account = {
  isOutOfSandbox: boolean;
  /** Of the request to leave it: `PENDING`, `DENIED`, `FAILED`, `GRANTED`. */
  review: string | undefined;
  maySend: boolean;
  /** `HEALTHY`, `PROBATION`, `SHUTDOWN`. */
  enforcement: string;
  /** Mails; `perDay` is `undefined` where there is no limit. */
  quota: { perSecond: number; perDay: number | undefined; usedToday: number };
};

export type Destination = { isOn: boolean; events: readonly string[]; bus: string | undefined };

export type SourceFacts = {
  id: string;
  secrets: number;
  lastSeenAt: string | undefined;
  silentSince: string | undefined;
  /** Turned away in the last seven days. */
  refused: number;
};

export type RuleFacts = { rule: Pick<Rule, 'id' | 'template'>; languages: readonly string[] | undefined };

export type AlarmFacts = { name: string; rings: boolean; since: string | undefined };

export type DeadLetterFacts = { name: string; url: string; count: Seen<number> };

/** What one name in DNS says, by `TXT bounce.example.com`. An empty list is an answer. */
export type DnsFacts = ReadonlyMap<string, Seen<readonly string[]>>;

export type Facts = {
  /** Of AWS. */
  account: string;
  region: string;
  stage: string;
  pagesUrl: string;
  /** The domain that SES may send for. */
  domain: string;
  configurationSet: string;
  brand: Brand;
  /** The day of its warm-up, and what went of it. */
  warm: { day: WarmDay; count: WarmCount } | undefined;
  identity: Seen<Identity>;
  sending: Seen<Account>;
  destinations: Seen<readonly Destination[]>;
  /** Up to when the suppression list of the account is known, and whether that is longer ago than it ought to be. */
  suppressions: { through: string | undefined; isLate: boolean };
  sources: readonly SourceFacts[];
  /** How many are live, and those of them whose templates were looked at. */
  liveRules: number;
  rules: readonly RuleFacts[];
  /** Follow-ups of which nobody knows whether they were sent; counted up to a hundred. */
  doubts: number;
  deadLetters: readonly DeadLetterFacts[];
  alarms: Seen<readonly AlarmFacts[]>;
};

export const domainOf = (address: string): string =>
  address
    .slice(address.lastIndexOf('@') + 1)
    .trim()
    .toLowerCase();

/** How this is asked for and found again. */
export const questionOf = (type: 'MX' | 'TXT' | 'CNAME', name: string): string => `${type} ${name}`;

export const seenIn = (dns: DnsFacts, question: string): Seen<readonly string[]> =>
  dns.get(question) ?? {
    ok: false,
    failure: { kind: 'unseen', message: 'It was not asked for.', retryable: false },
  };
