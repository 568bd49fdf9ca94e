import { counted } from '../../shared/contract/wording.ts';
import { canAsk, confirm } from './ask.ts';
import { CommandError } from './client.ts';
import type { Client } from './client.ts';
import type { Command, Found, Run } from './command.ts';
import { accepted, exportPage, held, privacyList } from './privacy-shapes.ts';
import type { ExportPage, PrivacyItem } from './privacy-shapes.ts';
import { table } from './table.ts';

const pathOf = (brand: string): string => `/api/brands/${encodeURIComponent(brand)}/privacy`;
const day = (instant: string): string => instant.slice(0, 10);

async function list({ client, brand }: Run): Promise<Found> {
  const data = privacyList.parse(await client.call('GET', pathOf(brand)));
  if (data.items.length === 0) return { data, text: 'Nobody has asked for anything.' };
  const rows = data.items.map((item) => [
    item.id,
    item.kind,
    item.source,
    day(item.requestedAt),
    stateOf(item),
    outcomeOf(item),
  ]);
  return { data, text: table(['request', 'what', 'by', 'asked', 'state', 'came to'], rows) };
}

const stateOf = ({ state, dueBy, doneAt }: PrivacyItem): string =>
  state === 'done' ? `done ${day(doneAt ?? '')}` : `open, due by ${day(dueBy)}`;

function outcomeOf({ kind, id, state, erased: { people, events, followUps } }: PrivacyItem): string {
  if (kind !== 'export-person')
    return `erased: ${counted(people, 'person', 'people')}, ${counted(events, 'event')}, ${counted(followUps, 'follow-up')}`;
  return state === 'done' ? 'handed over' : `fetch it: privacy export ${id}`;
}

async function exportPeople({ client, brand, options: { email }, rest: [request] }: Run): Promise<Found> {
  if (email && request) throw new CommandError('Name a person or a request, not both.', 2);
  if (!email && !request)
    throw new CommandError('Say of whom: privacy export --email ana@example.com, or of which request', 2);
  const queries = email
    ? [`email=${encodeURIComponent(email)}`]
    : (await findRequest({ client, brand }, request ?? '')).contacts.map((contact) => `contact=${contact}`);
  const people: ExportPage[] = [];
  for (const query of queries) people.push(await readAll(client, `${pathOf(brand)}/export?${query}`));
  const data = { people };
  return { data, text: JSON.stringify(data, undefined, 2) };
}

async function findRequest(
  { client, brand }: Pick<Run, 'client' | 'brand'>,
  id: string,
): Promise<PrivacyItem> {
  const { items } = privacyList.parse(await client.call('GET', pathOf(brand)));
  const found = items.find((item) => item.id === id);
  if (!found) throw new CommandError(`There is no request "${id}" in this brand. All: privacy list`);
  return found;
}

/** The pages of one person, put together. */
async function readAll(client: Client, path: string): Promise<ExportPage> {
  const { cursor, ...whole } = exportPage.parse(await client.call('GET', path));
  let next = cursor;
  while (next !== undefined) {
    const page = exportPage.parse(await client.call('GET', `${path}&cursor=${next}`));
    whole.profile ??= page.profile;
    whole.events.push(...page.events);
    whole.followUps.push(...page.followUps);
    whole.others.push(...page.others);
    next = page.cursor;
  }
  return whole;
}

async function erase({ client, brand, options }: Run): Promise<Found> {
  const { email, yes } = options;
  if (!email) throw new CommandError('Say whom: privacy erase --email ana@example.com', 2);
  const path = `${pathOf(brand)}/erase`;
  const plan = held.parse(await client.call('POST', path, { email, dryRun: true }));
  const what = `${plan.known ? 'A profile' : 'No profile'}, ${counted(plan.events, 'event')} and ${counted(plan.followUps, 'follow-up')} are held.`;
  if (options['dry-run']) return { data: plan, text: `${what} Nothing was erased.` };
  if (!yes && !canAsk()) throw new CommandError(`${what} It cannot be undone: say so with --yes.`, 2);
  await confirm(`${what} Erase them for good?`, yes);
  const data = accepted.parse(await client.call('POST', path, { email }));
  return { data, text: `${data.id}: they are being erased. See: privacy list --brand ${brand}` };
}

async function done({ client, brand, rest: [request] }: Run): Promise<Found> {
  if (!request) throw new CommandError('Say which request: privacy done prv-…', 2);
  const data = await client.call('POST', `${pathOf(brand)}/${encodeURIComponent(request)}/done`);
  return { data, text: `${request} is done.` };
}

export const PRIVACY_COMMANDS: Command[] = [
  {
    words: ['privacy', 'list'],
    usage: 'privacy list',
    about: 'what people asked to be done with their data, what became of it, and by when it is due',
    run: list,
  },
  {
    words: ['privacy', 'export'],
    reads: ['email'],
    usage: 'privacy export --email ana@example.com | prv-…',
    takes: 1,
    about: 'everything that is held of a person, or of the people of a request, as JSON',
    run: exportPeople,
  },
  {
    words: ['privacy', 'erase'],
    reads: ['email', 'dry-run'],
    usage: 'privacy erase --email ana@example.com',
    about: 'erase a person for good, so that nothing old is ever sent to them',
    help: [
      '--dry-run   says what is held, and erases nothing',
      '--yes       does not ask before; wanted where nobody can be asked',
    ],
    run: erase,
  },
  {
    words: ['privacy', 'done'],
    usage: 'privacy done prv-…',
    takes: 1,
    about: 'close the request for an export, once it was handed over',
    run: done,
  },
];
