import * as z from 'zod';
import type { Temporal } from 'temporal-polyfill';
import { subjectPart } from '../../domain/people/identity.ts';
import type { TranslateContext, Translated } from '../source.ts';
import { ignore, tell } from './event.ts';
import { firstEmail } from './person.ts';
import { idText, text, time } from './shape.ts';

const NOBODY = 'It names neither an e-mail address nor a customer.';
const REDACTED = 'The shop has erased this customer; customers/redact says what follows from that.';
const SAYS_NOTHING = 'It does not tell what the customer agreed to.';

export const consentChange = z.object({
  customer_id: idText.nullish(),
  email_address: text,
  email_marketing_consent: z.object({ state: text, consent_updated_at: time.nullish() }).nullish(),
});
export type ConsentChange = z.infer<typeof consentChange>;

const AGREED = new Map<string, 'granted' | 'withdrawn'>([
  ['subscribed', 'granted'],
  ['unsubscribed', 'withdrawn'],
]);

/** What a state comes to, in either spelling; none where Shopify tells none. Whatever is not a yes or a no is unknown. */
export function consentOf(state: string | null | undefined): 'granted' | 'withdrawn' | 'unknown' | undefined {
  return state ? (AGREED.get(state.toLowerCase()) ?? 'unknown') : undefined;
}

type Target = {
  context: TranslateContext;
  test: boolean;
  /** When Shopify made the webhook: the same on each of its tries. */
  triggeredAt: Temporal.Instant | undefined;
};

function whyNone({ customer_id: id, email_address: email, email_marketing_consent: consent }: ConsentChange) {
  if (!firstEmail(email) && !id) return NOBODY;
  return consent?.state?.toLowerCase() === 'redacted' ? REDACTED : undefined;
}

/** Consent may change often; each change is an event of its own, told apart by its time. */
export function ofConsent(it: ConsentChange, { context, test, triggeredAt }: Target): Translated {
  const { email_marketing_consent: consent, customer_id: externalId } = it;
  const marketing = consentOf(consent?.state);
  const email = firstEmail(it.email_address);
  const reason = whyNone(it);
  if (reason !== undefined || marketing === undefined) return ignore(reason ?? SAYS_NOTHING, 'consent');
  const occurredAt = consent?.consent_updated_at ?? triggeredAt ?? context.receivedAt;
  const at = String(Math.floor(occurredAt.epochMilliseconds / 1000));
  const fact = {
    kind: 'consent' as const,
    subject: subjectPart('consent', marketing, at),
    detail: externalId ?? email,
    leads: true,
    occurredAt,
    test,
    person: { email, externalId },
    facts: { consent: { marketing } },
  };
  return tell(fact, context);
}
