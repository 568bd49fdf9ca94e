import { type Feedback, MOST_TOUCHES, type Touch } from '../../contract/follow-up.ts';
import type { SesEvent } from '../../contract/ses-event.ts';
import { iso, parseInstant } from '../time/waits.ts';
import { machineBehind } from './machine.ts';

/** An opening or a click as SES tells it. */
export type Told = { kind: 'opened' | 'clicked'; at: string; userAgent: string; link?: string };

export function readTouch({ open, click, mail }: SesEvent['detail']): Told {
  const { timestamp = mail.timestamp, userAgent } = click ?? open ?? {};
  const link = click && withoutQuery(click.link);
  return {
    kind: click ? 'clicked' : 'opened',
    at: iso(parseInstant(timestamp)),
    userAgent: userAgent ?? '',
    ...(link !== undefined && { link }),
  };
}

const MOST_LINK = 300;

/** Where a link leads; its query and fragment may say who somebody is, and stay out of the ledger. */
function withoutQuery(link: string): string {
  const bare = link.replace(/[?#].*$/s, '').slice(0, MOST_LINK);
  return bare.toWellFormed();
}

const WORDS = { opened: 'Opened', clicked: 'A link was followed' } as const;
const LISTS = { opened: 'opens', clicked: 'clicks' } as const;

/**
 * What is known of a mail with one more touch. Told again, it is the same; told late, the first stays the earliest. A
 * machine's is kept and marked, and is no first of anything. `arrived`: when the mail was delivered, or at least sent.
 */
export function withTouch(
  before: Feedback,
  { kind, at, userAgent, link }: Told,
  arrived: string,
): { feedback: Feedback; sentence: string } {
  const list = before[LISTS[kind]] ?? [];
  const machine = machineBehind({ at, userAgent, arrived });
  const told: Touch = { at, ...(link !== undefined && { link }), ...(machine !== undefined && { machine }) };
  const isKnown = list.some((one) => one.at === at && one.link === link);
  const touches = isKnown || list.length >= MOST_TOUCHES ? list : [...list, told];
  const first = machine === undefined ? earlier(before[kind], at) : before[kind];
  return {
    feedback: { ...before, [LISTS[kind]]: touches, ...(first !== undefined && { [kind]: first }) },
    sentence: machine === undefined ? `${WORDS[kind]}.` : `${WORDS[kind]} by a machine (${machine}).`,
  };
}

const earlier = (one: string | undefined, other: string): string =>
  one !== undefined && Date.parse(one) <= Date.parse(other) ? one : other;
