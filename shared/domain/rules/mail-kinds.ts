import { type EventKind, MAIL_KINDS, type MailKind } from '../../contract/event.ts';

export const isOfMail = (kind: EventKind): kind is MailKind => MAIL_KINDS.some((one) => one === kind);

/**
 * The kinds to name as those that have something. What became of a mail has all that the mail was about, but nobody looks
 * for it there first.
 */
export function firstToName<Kind extends EventKind>(kinds: readonly Kind[]): readonly Kind[] {
  const own = kinds.filter((kind) => !isOfMail(kind));
  return own.length > 0 ? own : kinds;
}
