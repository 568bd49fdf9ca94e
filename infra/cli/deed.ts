import { ask, canAsk } from './ask.ts';
import { CommandError } from './client.ts';
import type { Found, Options, Run } from './command.ts';

/** The reason of a change, which is asked for where somebody can answer; a dry run needs none. */
export async function whyIn({ why, 'dry-run': isDry }: Options): Promise<string> {
  if (why !== undefined || isDry) return why ?? 'A dry run';
  const said = canAsk() ? await ask('Why? (A sentence for those who look at it later) ') : '';
  if (said !== '') return said;
  throw new CommandError('Say why: --why "…"', 2);
}

/** The frame of what changes something: a dry run says what it would be (`dry`), and nothing is done. */
export function unlessDry(
  { options }: Run,
  { data, dry, act }: { data: unknown; dry: string; act: () => Promise<Found> },
): Promise<Found> {
  return options['dry-run'] ? Promise.resolve({ data, text: `${dry} Nothing was changed.` }) : act();
}

/** Where the API has what is of a brand. */
export const brandPath = (brand: string): string => `/api/brands/${encodeURIComponent(brand)}`;

/** The help of all commands that change something. */
export const HELP_OF_CHANGES = {
  why: '--why "…"   a sentence for those who look at it later; wanted whenever something is changed',
  dry: '--dry-run   says what would change, and changes nothing',
  yes: '--yes       does not ask before; wanted where nobody can be asked',
};
