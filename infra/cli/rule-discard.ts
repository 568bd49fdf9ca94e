import * as z from 'zod';
import { confirmLoss } from './ask.ts';
import { CommandError } from './client.ts';
import type { Command, Found, Run } from './command.ts';
import { HELP_OF_CHANGES, brandPath, whyIn } from './deed.ts';
import type { Kind } from './rule-files.ts';
import { shown } from './rule-shapes.ts';

const discarded = z.object({ revision: z.number() });

/** Gives a draft up, as it was seen: what somebody has written meanwhile is not lost with it. */
async function discard({ client, brand, options, rest: [id] }: Run, kind: Kind): Promise<Found> {
  if (!id) throw new CommandError(`Say which: ${kind}s discard welcome --why "…"`, 2);
  const why = await whyIn(options);
  const path = `${brandPath(brand)}/${kind}s/${encodeURIComponent(id)}`;
  const { draft, live, state, revision } = shown.parse(await client.call('GET', path));
  if (!draft) throw new CommandError(`There is no draft of the ${kind} "${id}".`);
  const what = `the draft of the ${kind} "${id}", by ${draft.by}, ${draft.at.slice(0, 16).replace('T', ' ')} UTC`;
  const rest = live === undefined ? LEFT[state] : `Version ${live} stays live.`;
  if (options['dry-run'])
    return {
      data: { revision, draft },
      text: `It would give up ${what}. ${rest ?? ''}\nNothing was changed.`,
    };
  const loss = `What stands in ${what} is lost`;
  await confirmLoss(`${loss}. ${rest ?? ''}\nGive it up?`, { loss, yes: options.yes });
  const data = discarded.parse(await client.edit({ method: 'DELETE', path, body: { why }, revision }));
  return { data, text: `Given up: ${what}. ${rest ?? ''}`.trim() };
}

/** What is left where nothing is live. */
const LEFT: Readonly<Record<string, string>> = {
  draft: 'Nothing of it was ever published.',
  retired: 'It stays retired.',
  published: 'What was published stays.',
};

export const discardOf = (kind: Kind): Command => ({
  words: [`${kind}s`, 'discard'],
  reads: ['why', 'dry-run'],
  usage: `${kind}s discard welcome --why "…"`,
  takes: 1,
  about: `give the draft of a ${kind} up; what is live stays`,
  help: [HELP_OF_CHANGES.why, HELP_OF_CHANGES.dry, HELP_OF_CHANGES.yes],
  run: (run) => discard(run, kind),
});
