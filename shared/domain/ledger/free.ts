import type { Temporal } from 'temporal-polyfill';
import { type Contact, isSlotOf } from '../../contract/contact.ts';
import { later, parseInstant, quietUntil } from '../time/waits.ts';
import { weekendUntil } from '../time/weekdays.ts';
import { type Zone, inWords, zoneOf } from '../time/zones.ts';
import { isForWeekdays, spreadIn } from './due.ts';
import type { GateInput } from './gate.ts';
import { wishedLimit } from './wishes.ts';
import { spreadInWords } from './words.ts';

/** What keeps a message back at a moment, until when; and whether many are kept back until that same moment. */
type Hold = { until: Temporal.Instant; by: string; isShared: boolean };

/** Where the one hold ends another may begin. A brand whose holds leave nothing free is asked again at the last of these. */
const MOST_HOLDS = 20;

/** The next moment that is free of quiet hours, weekends and limits, with the reason; `undefined` if that is now. */
export function nextFree(input: GateInput): { until: Temporal.Instant; reason: string } | undefined {
  const { contact, brand, followUp } = input;
  const zone = zoneOf(contact, brand);
  const expires = parseInstant(followUp.expiresAt);
  const holds: Hold[] = [];
  let until = input.now;
  for (let hold = holdAt(until, zone, input); hold; hold = holdAt(until, zone, input)) {
    until = hold.isShared ? spreadIn(hold.until, { brand, contact, zone, expires }) : hold.until;
    holds.push(hold);
    if (holds.length === MOST_HOLDS) break;
  }
  if (holds.length === 0) return undefined;
  const by = [...new Set(holds.map((hold) => hold.by))].join(', then ');
  const isSpread = brand.spread !== undefined && holds.at(-1)?.isShared === true;
  const over = isSpread ? `, ${spreadInWords(brand.spread ?? '')}` : '';
  return { until, reason: `Moved by ${by} to ${inWords(until, zone)}${over}.` };
}

/** Of all that holds it at this moment, what ends last. */
function holdAt(moment: Temporal.Instant, zone: Zone, input: GateInput): Hold | undefined {
  const holds = [quiet, weekend, limited, wished].map((hold) => hold(moment, zone, input));
  return holds
    .filter((hold) => hold !== undefined)
    .toSorted((a, b) => b.until.epochMilliseconds - a.until.epochMilliseconds)[0];
}

function quiet(moment: Temporal.Instant, zone: Zone, { brand }: GateInput): Hold | undefined {
  const until = brand.quietHours && quietUntil(moment, brand.quietHours, zone.id);
  return until && { until, by: 'quiet hours', isShared: true };
}

function weekend(moment: Temporal.Instant, zone: Zone, { followUp, brand }: GateInput): Hold | undefined {
  if (!isForWeekdays(followUp.timing, brand)) return undefined;
  const until = weekendUntil(moment, followUp.timing.at, zone.id);
  return until && { until, by: 'the weekend', isShared: true };
}

function limited(moment: Temporal.Instant, zone: Zone, input: GateInput): Hold | undefined {
  const { followUp, brand } = input;
  const others = otherSends(input);
  const ofRule = others.filter(({ rule }) => rule === followUp.rule);
  const ends = [
    followUp.limit && freeAt(ofRule, followUp.limit, zone.id),
    brand.cap && freeAt(others, brand.cap, zone.id),
  ].filter((end) => end !== undefined && end.epochMilliseconds > moment.epochMilliseconds);
  const until = ends.toSorted((a, b) => (b?.epochMilliseconds ?? 0) - (a?.epochMilliseconds ?? 0))[0];
  return until && { until, by: 'the limit of messages per person', isShared: false };
}

/** Who asked for mail less often gets what is most important of each month. */
function wished(moment: Temporal.Instant, zone: Zone, input: GateInput): Hold | undefined {
  const limit = wishedLimit(input.suppression);
  const until = limit && freeAt(otherSends(input), limit, zone.id);
  if (!until || until.epochMilliseconds <= moment.epochMilliseconds) return undefined;
  return { until, by: "the person's wish to hear less often", isShared: false };
}

/** An earlier attempt of this very follow-up is no other message. */
const otherSends = ({ contact, followUp }: GateInput): Contact['recentSends'] =>
  contact.recentSends.filter((slot) => !isSlotOf(slot, followUp));

/** When the next message fits under the limit: once the `max`-th last one is `per` old. */
function freeAt(
  sends: Contact['recentSends'],
  limit: { max: number; per: string },
  zone: string,
): Temporal.Instant | undefined {
  const nth = sends
    .map(({ at }) => at)
    .toSorted()
    .at(-limit.max);
  return nth === undefined ? undefined : later(parseInstant(nth), limit.per, zone);
}
