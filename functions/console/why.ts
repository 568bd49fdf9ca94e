import * as z from 'zod';
import { loadKey } from '../../shared/clients/secrets.ts';
import { event, eventKind } from '../../shared/contract/event.ts';
import { id } from '../../shared/contract/primitives.ts';
import type { Suppression } from '../../shared/contract/contact.ts';
import { fail, ok } from '../../shared/contract/result.ts';
import { suppressedBecause } from '../../shared/domain/ledger/reasons.ts';
import { wishOf } from '../../shared/domain/ledger/wishes.ts';
import { contactId } from '../../shared/domain/people/identity.ts';
import { type Recorded, listEvents } from '../../shared/store/events.ts';
import { listFollowUps } from '../../shared/store/follow-ups.ts';
import { loadLive } from '../../shared/store/rules.ts';
import { loadSuppression } from '../../shared/store/suppressions.ts';
import { shown, shownFollowUp } from './shown-follow-up.ts';
import { mailAddress } from './mail-address.ts';
import { operation } from './operation.ts';
import { presentIn } from './present.ts';
import type { Resource } from './resource.ts';

const query = z.strictObject({ email: mailAddress, rule: id.optional() });

const told = z.object({
  /** The latest first. */
  events: z.array(
    event
      .pick({ id: true, kind: true, source: true, subject: true, occurredAt: true })
      .extend({ reasons: z.array(z.string()) }),
  ),
  followUps: z.array(shownFollowUp),
  /** The rule that was asked about, and the events that it listens to. */
  rule: z.object({ id, name: z.string(), on: eventKind.optional() }).optional(),
  /** Why nothing at all is sent to this person. */
  silence: z.string().optional(),
  /** What they have chosen to get. */
  wish: z.string().optional(),
});

/** What is looked at of a person: the latest, and no more than an answer can hold. */
const MOST = 100;

/**
 * `GET …/why?email=…&rule=…`: of everything that happened to a person, why a rule (or each) fired or not, and what became
 * of the follow-ups it made.
 */
export const why: Resource = {
  path: 'why',
  operations: {
    GET: operation({
      role: 'viewer',
      summary: 'Tells of everything that happened to a person why a rule (or each) fired or not.',
      query,
      answer: told,
      refusals: ['not-found'],
      example: { query: { email: 'ana@example.com' } },
      run: async ({ brand, query: { email, rule } }) => {
        const contact = contactId(await loadKey('CONTACT_KEY_SECRET'), brand, { email });
        const [events, { items }, live, suppression, present] = await Promise.all([
          allEvents(brand, contact),
          listFollowUps({ brand, contact, limit: MOST }),
          loadLive(brand),
          loadSuppression(brand, contact),
          presentIn(brand),
        ]);
        const followUps = items.filter((item) => rule === undefined || item.rule === rule);
        const named = rulesOf(rule, [
          ...live.rules.map(({ id: of, name, on }) => ({ id: of, name, on })),
          ...items.map((item) => ({ id: item.rule, name: item.ruleName, on: item.on })),
        ]);
        if (rule !== undefined && named.length === 0)
          return fail(
            'not-found',
            `There is no live rule "${rule}", and this person has no follow-up of one.`,
          );
        const names = [...new Set(named.map(({ name }) => name))];
        return ok({
          events: events.map((one) => reasons(one, names)),
          followUps: followUps.map((one) => ({ ...shown(one), ...present(one) })),
          rule: named[0],
          silence: silenceOf(suppression),
          wish: wishOf(suppression),
        });
      },
    }),
  },
};

/** A rule may have had other names when it decided; the present one comes first. */
const rulesOf = <Known extends { id: string }>(rule: string | undefined, known: readonly Known[]): Known[] =>
  known.filter(({ id: of }) => of === rule);

function silenceOf(suppression: Suppression | undefined): string | undefined {
  const because = suppressedBecause(suppression);
  return because && `Nothing is sent: ${because.charAt(0).toLowerCase()}${because.slice(1)}`;
}

async function allEvents(brand: string, contact: string): Promise<Recorded[]> {
  const all: Recorded[] = [];
  let cursor: string | undefined;
  do {
    const page = await listEvents({ brand, contact, ...(cursor !== undefined && { cursor }) });
    all.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined && all.length < 10 * MOST);
  return all
    .toSorted((a, b) => Date.parse(b.event.occurredAt) - Date.parse(a.event.occurredAt))
    .slice(0, MOST);
}

const reasons = ({ event: of, trace }: Recorded, names: readonly string[]) => ({
  id: of.id,
  kind: of.kind,
  source: of.source,
  subject: of.subject,
  occurredAt: of.occurredAt,
  reasons:
    names.length === 0 ? trace : trace.filter((line) => names.some((name) => line.startsWith(`"${name}"`))),
});
