import * as z from 'zod';
import type { Found, Run } from './command.ts';
import { brandPath } from './deed.ts';
import { told } from './setup-ask.ts';
import { WHY } from './setup-brand.ts';

const FIRST = 'purchase-thanks';
const starters = z.object({ items: z.array(z.looseObject({ id: z.string(), taken: z.boolean() })) });
const published = z.looseObject({ version: z.number().optional() });

/** Takes a starter and makes it live. One that is a draft already, from an earlier try, is only published. */
export async function publishStarter(run: Run): Promise<Found | undefined> {
  const { client, brand, options } = run;
  const id = await askStarter(run);
  if (id === undefined) return undefined;
  const path = brandPath(brand);
  const why = options.why ?? WHY;
  const { items } = starters.parse(await client.call('GET', `${path}/starters`));
  const isDraft = items.some((one) => one.id === id && one.taken);
  if (!isDraft) await client.call('POST', `${path}/starters/${encodeURIComponent(id)}/use`, { why });
  const data = published.parse(
    await client.call('POST', `${path}/publish`, { rules: [id], templates: [id], why }),
  );
  return { data, text: `The rule ${id} is live.` };
}

async function askStarter({ options }: Run): Promise<string | undefined> {
  const question = 'Which rule, ready to use ("rules starters list" names all; "-": later)';
  const said = await told(options, { given: options.starter, question, otherwise: FIRST });
  return said === '-' ? undefined : said;
}
