import { type EventKind, MAIL_KINDS } from '../../contract/event.ts';
import type { Rule } from '../../contract/rule.ts';
import { aKind } from '../../contract/wording.ts';
import { isOfMail } from './mail-kinds.ts';

/** What platforms tell of one order or subscription; an update tells of its other names. All else is a thing of its own. */
const OF_ONE_ORDER: readonly EventKind[] = [
  'purchase',
  'delivery',
  'renewal',
  'refund',
  'cancellation',
  'update',
  // Of a mail about the order; by one, the brand's own question is answered.
  ...MAIL_KINDS,
  'survey',
];

/** What would call off or re-time what a rule starts, and never can: it is itself, or about something else. */
export function checkSubject({ on, retimedBy, unless }: Rule): string[] {
  const ofSubject = unless.flatMap(({ event, of }) => (of === 'subject' ? [event] : []));
  const isOther = (kind: EventKind): boolean =>
    kind !== on && !isOfMail(kind) && ![kind, on].every(isOfOrder);
  const own = [
    ...(retimedBy.includes(on)
      ? [`${aKind(on)} cannot re-time what it started itself; take "${on}" out of "retimedBy".`]
      : []),
    ...(ofSubject.includes(on)
      ? [`${aKind(on)} would call off what it starts itself; for the person's next one write "of: contact".`]
      : []),
  ];
  const never = (kind: EventKind): string =>
    `${aKind(kind)} is never about what ${lower(aKind(on))} is about`;
  return [
    ...own,
    ...retimedBy
      .filter(isOther)
      .map((kind) => `${never(kind)}, so it would re-time nothing; take "${kind}" out of "retimedBy".`),
    ...ofSubject
      .filter(isOther)
      .map(
        (kind) => `${never(kind)}, so it would call nothing off; for any of the person write "of: contact".`,
      ),
  ];
}

const isOfOrder = (kind: EventKind): boolean => OF_ONE_ORDER.includes(kind);
const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
