import type { RuleDraft } from '../../contract/draft.ts';
import type { Person, RuleKind } from '../../contract/event.ts';

export const LANGUAGES = ['en', 'de', 'fr', 'es'] as const;
export type LanguageCode = (typeof LANGUAGES)[number];

/** Whom it is for; the foot of the mail says why they get it. */
export type Audience = 'customer' | 'partner' | 'employee';

/** One mail in one language, in Liquid. The HTML and the text part are both made of it, so they never differ. */
export type Copy = {
  subject: string;
  /** What an inbox shows after the subject. */
  preheader: string;
  heading: string;
  paragraphs: readonly string[];
  closing: string;
};

/** Our own webhook, as anybody's system would post it. */
export type Webhook = {
  type: RuleKind;
  timestamp: string;
  data: { contact: Person } & Record<string, unknown>;
};

/** A rule that is ready to be used, with its mail and its story. */
export type Starter = {
  /** Of its rule and of its template. */
  id: string;
  title: string;
  /** For who runs the shop: whom it is for, what happens, and why it works. */
  story: string;
  /** What has to exist for it to fire. */
  needs?: string;
  audience: Audience;
  rule: Omit<RuleDraft, 'id' | 'name' | 'template'>;
  copy: Readonly<Record<LanguageCode, Copy>>;
  example: {
    /** What has happened before, oldest first. */
    before?: readonly Webhook[];
    fires: Webhook;
    /** When the mail goes: in UTC. */
    sentAt: string;
    /** What sends nothing by this rule, in words that the reasons hold; all is heard of when it happens unless told. */
    not: { before?: readonly Webhook[]; events: readonly Webhook[]; heardAt?: string; because: string };
  };
};
