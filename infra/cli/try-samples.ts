import { CommandError } from './client.ts';

const order = {
  total: { amount: '64.50', currency: 'EUR' },
  items: [{ title: 'Enamel kettle', quantity: 1 }],
};

/** Whom a sample tells of, as the API names them, and the day that is celebrated with each. */
const DAYS: Readonly<Record<string, string>> = { customer: 'customer', partner: 'partner', employee: 'work' };

const yearsBefore = (today: string, years: number): string =>
  `${Number(today.slice(0, 4)) - years}${today.slice(4)}`.replace('-02-29', '-02-28');

/** `order` is the order that it shall be about; `as` the kind of person; `today` by their own clock. */
export type About = { order?: string | undefined; as?: string | undefined; today: string };
type Of = { id: string; order: string; as: string; today: string };

/** What each kind is about, beside the person. Ids are new each time: nothing that was counted is met again. */
const SAMPLES: Record<string, (of: Of) => object> = {
  signup: () => ({}),
  purchase: ({ order: id }) => ({ order: { id, number: `#${id}`, ...order } }),
  delivery: ({ order: id }) => ({ order: { id, number: `#${id}`, ...order } }),
  renewal: ({ id }) => ({ subscription: { id, plan: 'Tea of the month', period: id } }),
  refund: ({ id, order: of }) => ({ order: { id: of }, refund: { id, amount: order.total } }),
  cancellation: ({ order: id }) => ({ order: { id } }),
  survey: ({ id }) => ({ survey: { id, title: 'How are we doing?', score: 9 } }),
  review: ({ id }) => ({ review: { id, rating: 2, title: 'Hm', body: 'The lid does not fit.' } }),
  birthday: ({ today }) => ({ date: { kind: 'birthday', on: `-${today.slice(4)}` } }),
  anniversary: ({ as, today }) => ({ date: { kind: DAYS[as], on: yearsBefore(today, 3) } }),
  replied: ({ id }) => ({ reply: { id } }),
  occasion: ({ id, today: on }) => ({ date: { kind: `referral-${id.toLowerCase()}`, on } }),
};

export const SAMPLE_KINDS = Object.keys(SAMPLES);
/** What is told of a day. */
export const DATED: ReadonlySet<string> = new Set(['birthday', 'anniversary', 'occasion']);

/** An event of this kind in the form of our own webhooks; nothing where there is no such sample. */
export function sampleOf(kind: string, email: string, about: About): object | undefined {
  const { order: of, as, today } = about;
  if (as !== undefined && !Object.hasOwn(DAYS, as))
    throw new CommandError(`--as takes ${Object.keys(DAYS).join(', ')}.`, 2);
  const make = Object.hasOwn(SAMPLES, kind) ? SAMPLES[kind] : undefined;
  const id = `T-${Date.now().toString(36)}`;
  const contact = { email, ...(as !== undefined && { kind: as }) };
  const what = make?.({ id, order: of ?? id, as: as ?? 'customer', today });
  return what && { type: kind, data: { contact, ...what } };
}
