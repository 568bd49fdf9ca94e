import * as z from 'zod';
import { CommandError } from './client.ts';
import type { Command, Found, Run } from './command.ts';
import { HELP_OF_CHANGES, whyIn } from './deed.ts';
import { columnOfDate } from './people-columns.ts';
import { CONTACTS_EXPORT } from './contacts-export.ts';
import { CONTACTS_IMPORT } from './contacts-import.ts';
import { table } from './table.ts';

const person = z.looseObject({
  id: z.string(),
  email: z.string().optional(),
  firstName: z.string().optional(),
  lastName: z.string().optional(),
  kind: z.string(),
  locale: z.string().optional(),
  zone: z.object({ id: z.string(), from: z.string() }),
  country: z.string().optional(),
  consent: z.looseObject({
    marketing: z.string(),
    at: z.string().optional(),
    source: z.string().optional(),
    proof: z.string().optional(),
  }),
  dates: z.record(
    z.string(),
    z.looseObject({ on: z.string(), from: z.string(), source: z.string().optional() }),
  ),
  counters: z.looseObject({ orders: z.number(), renewals: z.number(), refunds: z.number() }),
  createdAt: z.string(),
});
type Person = z.infer<typeof person>;
const page = z.object({ items: z.array(person), cursor: z.string().optional() });
const stop = z.object({ reason: z.string(), at: z.string(), how: z.string().optional() });
const stopped = z.object({ id: z.string(), suppression: stop });
const one = person.extend({
  suppression: stop.optional(),
  refused: z.string().optional(),
  preference: z.object({ gets: z.string(), at: z.string() }).optional(),
  open: z.array(z.looseObject({ id: z.string(), rule: z.string(), subject: z.string(), dueAt: z.string() })),
  recentSends: z.array(z.object({ at: z.string(), rule: z.string() })),
});

const base = (brand: string): string => `/api/brands/${encodeURIComponent(brand)}/contacts`;
const minute = (at: string): string => at.slice(0, 16).replace('T', ' ');

async function list({ client, brand, options: { email, limit = '50', cursor } }: Run): Promise<Found> {
  const query = new URLSearchParams({ limit, ...(email && { email }), ...(cursor && { cursor }) });
  const data = page.parse(await client.call('GET', `${base(brand)}?${query.toString()}`));
  if (data.items.length === 0) return { data, text: 'Nobody.' };
  const rows = data.items.map((each) => [
    each.id,
    each.email ?? '–',
    each.kind,
    String(each.counters.orders),
    each.consent.marketing,
    minute(each.createdAt),
  ]);
  const next = data.cursor ? [`More: contacts list --cursor ${data.cursor}`] : [];
  const text = table(['id', 'address', 'kind', 'orders', 'marketing', 'known since (UTC)'], rows);
  return { data, text: [text, ...next].join('\n') };
}

/** By the id, or by the address, which is looked up first. */
async function show(run: Run): Promise<Found> {
  const data = one.parse(await run.client.call('GET', await pathOf(run, 'show')));
  return { data, text: describe(data) };
}

async function pathOf(run: Run, verb: 'show' | 'unsubscribe'): Promise<string> {
  const { brand, options, rest } = run;
  const [given] = rest;
  if (!given === !options.email)
    throw new CommandError(`Say whom: contacts ${verb} ID, or --email ana@example.com`, 2);
  const id = given ?? (await lookUp(run, options.email ?? ''));
  return `${base(brand)}/${encodeURIComponent(id)}`;
}

/** For who asks by mail or on the phone. */
async function unsubscribe(run: Run): Promise<Found> {
  const why = await whyIn(run.options);
  const path = `${await pathOf(run, 'unsubscribe')}/unsubscribe`;
  const dryRun = run.options['dry-run'];
  const data = stopped.parse(await run.client.call('POST', path, { why, dryRun }));
  const said = `nothing ${dryRun ? 'would be' : 'is'} sent: ${stopIn(data.suppression)}.`;
  return { data, text: `${data.id}: ${said}${dryRun ? ' Nothing was changed.' : ''}` };
}

async function lookUp({ client, brand }: Pick<Run, 'client' | 'brand'>, email: string): Promise<string> {
  const query = new URLSearchParams({ email });
  const { items } = page.parse(await client.call('GET', `${base(brand)}?${query.toString()}`));
  if (items[0]) return items[0].id;
  throw new CommandError('Nobody of that address is known in this brand.');
}

function describe(data: z.infer<typeof one>): string {
  const { suppression, refused, preference, open, recentSends } = data;
  return [
    headOf(data),
    ...(suppression ? [`  ✗ nothing is sent: ${stopIn(suppression)}`] : []),
    ...(refused === undefined ? [] : [`  ✗ ${refused}`]),
    ...(preference ? [`  wants      ${wishIn(preference)}`] : []),
    `  zone       ${data.zone.id}, that of the ${data.zone.from}; country ${data.country ?? 'not known'}; language ${data.locale ?? 'not known'}`,
    ...Object.entries(data.dates).map(
      ([kind, { on, from, source }]) =>
        `  date       ${columnOfDate(kind)} ${on}, ${TOLD[from] ?? from}${by(source)}`,
    ),
    `  marketing  ${consentIn(data.consent)}`,
    `  orders     ${data.counters.orders}, renewals ${data.counters.renewals}, refunds ${data.counters.refunds}`,
    ...open.map(
      ({ rule, subject, dueAt, id }) => `  waits      ${rule}, ${minute(dueAt)} UTC, ${subject}, ${id}`,
    ),
    ...recentSends.map(({ rule, at }) => `  sent       ${rule}, ${minute(at)} UTC`),
  ].join('\n');
}

const stopIn = ({ reason, at, how }: z.infer<typeof stop>): string =>
  [`${reason} on ${minute(at)} UTC`, HOW[how ?? '']].filter(Boolean).join(', ');

/** How somebody unsubscribed. */
const HOW: Readonly<Record<string, string>> = {
  'one-click': 'by the button of their mail program',
  page: 'on our page',
  operator: 'by an operator',
};

const wishIn = ({ gets, at }: NonNullable<z.infer<typeof one>['preference']>): string =>
  `${WISHES[gets] ?? gets}, chosen on their page on ${minute(at)} UTC`;

const WISHES: Readonly<Record<string, string>> = {
  all: 'everything',
  less: 'one mail in 30 days at most',
  thanks: 'thanks only',
  dates: 'wishes on birthdays and anniversaries only',
};

const by = (source: string | undefined): string => (source === undefined ? '' : ` of ${source}`);

/** Where a date is from. */
const TOLD: Readonly<Record<string, string>> = {
  event: 'told by a webhook',
  import: 'told by an import',
  api: 'told by the API',
  orders: 'that of their first order',
};

const consentIn = ({ marketing, at, source, proof }: Person['consent']): string =>
  [
    marketing,
    ...(at === undefined ? [] : [`since ${minute(at)} UTC`]),
    ...(source === undefined ? [] : [`told by ${source}`]),
    ...(proof === undefined ? [] : [`proof: ${proof}`]),
  ].join(', ');

const headOf = ({ id, kind, email, firstName, lastName }: Person): string =>
  `${[firstName, lastName, email && `<${email}>`].filter(Boolean).join(' ')} (${kind}, ${id})`.trim();

export const CONTACT_COMMANDS: Command[] = [
  {
    words: ['contacts', 'list'],
    reads: ['email', 'limit', 'cursor'],
    usage: 'contacts list [--email ana@example.com]',
    about: 'the people of the brand, those first who became known last',
    help: ['--limit    how many, 1 to 100; 50 unless told', '--cursor   where the page before ended'],
    run: list,
  },
  {
    words: ['contacts', 'show'],
    reads: ['email'],
    usage: 'contacts show ID',
    takes: 1,
    about: 'one person: zone, dates, consent, counters, what waits, what was sent; or by --email',
    run: show,
  },
  {
    words: ['contacts', 'unsubscribe'],
    reads: ['email', 'why', 'dry-run'],
    usage: 'contacts unsubscribe ID --why "Asked by mail"',
    takes: 1,
    about: 'stops all mails to a person who asked for it; only they can take it back; or by --email',
    help: [HELP_OF_CHANGES.why, HELP_OF_CHANGES.dry],
    run: unsubscribe,
  },
  CONTACTS_IMPORT,
  CONTACTS_EXPORT,
];
