import { CommandError } from './client.ts';
import type { Found, Run } from './command.ts';
import { brandPath } from './deed.ts';
import { settings } from './rule-shapes.ts';
import { told } from './setup-ask.ts';

export type BrandWish = {
  name: string;
  sender: string;
  replyTo: string;
  postalAddress: string;
  locale: string;
  timezone: string;
};

/** Why, where nobody says. */
export const WHY = 'First set-up';

/** From the options, else from whoever sits there; nothing when what cannot be guessed was not told. */
export async function askBrand({ brand, options }: Run): Promise<BrandWish | undefined> {
  const of = (question: string, given: string | undefined, otherwise?: string): Promise<string | undefined> =>
    told(options, { given, question, otherwise });
  const name = await of('Name of the brand, as people know it', options.name, brand);
  const sender = await of('Address of the sender, of the domain in SES (empty: later)', options.sender);
  if (!sender) return undefined;
  const postalAddress = await of('Postal address, for the foot of every mail', options['postal-address']);
  if (!postalAddress)
    throw new CommandError('Every mail has a postal address at its foot: --postal-address "…"', 2);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return {
    name: name ?? brand,
    sender,
    postalAddress,
    replyTo: (await of('Where answers go, of the same domain', options['reply-to'], sender)) ?? sender,
    locale: (await of('Language', options.language?.[0], 'en')) ?? 'en',
    timezone: (await of('Time zone', options.timezone, zone)) ?? zone,
  };
}

export async function makeBrand(run: Run, wish: BrandWish | undefined): Promise<Found | undefined> {
  if (!wish) return undefined;
  const { sender: address, ...rest } = wish;
  const body = { ...rest, sender: { name: wish.name, address }, why: run.options.why ?? WHY };
  const data = settings.parse(await run.client.call('POST', `${brandPath(run.brand)}/brand`, body));
  return { data, text: `Made ${run.brand}: it writes as ${wish.name} <${address}>.` };
}
