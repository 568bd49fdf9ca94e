import * as z from 'zod';
import { counted } from '../../shared/contract/wording.ts';
import { ANSWERS_EXPORT } from './answers-export.ts';
import { answersPage } from './answers-shapes.ts';
import { confirmLoss } from './ask.ts';
import { CommandError } from './client.ts';
import type { Command, Found, Run } from './command.ts';
import { HELP_OF_CHANGES, brandPath, unlessDry, whyIn } from './deed.ts';
import { dim } from './style.ts';

async function list({ client, brand, options: { limit = '20', cursor } }: Run): Promise<Found> {
  const query = new URLSearchParams({ limit, ...(cursor !== undefined && { cursor }) });
  const data = answersPage.parse(await client.call('GET', `${brandPath(brand)}/answers?${query.toString()}`));
  const { items, ofToday = 0, cursor: next } = data;
  const parts = items.map(({ id, day, language, text }) =>
    [`${day}  ${language}  ${dim(id)}`, ...text.split('\n').map((line) => `  ${line}`)].join('\n'),
  );
  const today =
    ofToday > 0
      ? [
          `${counted(ofToday, 'answer')} of today (UTC) ${ofToday === 1 ? 'is' : 'are'} shown from tomorrow on: shown at once, somebody could tell whose it is.`,
        ]
      : [];
  if (parts.length === 0 && next === undefined) parts.push('There are no answers of days that are over.');
  const older = next === undefined ? [] : [`Older ones: answers list --cursor ${next}`];
  return { data, text: [...parts, ...today, ...older].join('\n') };
}

const removed = z.object({ id: z.string(), removed: z.boolean() });

async function remove(run: Run): Promise<Found> {
  const { client, brand, options, rest } = run;
  const [id] = rest;
  if (id === undefined) throw new CommandError('Say which, by the id of the list: answers remove ID', 2);
  const why = await whyIn(options);
  const path = `${brandPath(brand)}/answers/${encodeURIComponent(id)}`;
  const dry = removed.parse(await client.call('DELETE', path, { why, dryRun: true }));
  return unlessDry(run, {
    data: dry,
    dry: 'The answer would be removed for good.',
    act: async () => {
      const loss = 'The answer is gone for good';
      await confirmLoss('Remove this answer for good?', { loss, yes: options.yes });
      const data = removed.parse(await client.call('DELETE', path, { why }));
      return { data, text: 'The answer is removed. The audit says so, and not what it was.' };
    },
  });
}

export const ANSWER_COMMANDS: Command[] = [
  {
    words: ['answers', 'list'],
    reads: ['limit', 'cursor'],
    usage: 'answers list [--limit 20]',
    about: 'what people answered to the question of the brand, the newest day first; nobody knows who',
    help: ['--limit    how many; 20 unless told', '--cursor   where the page before ended'],
    run: list,
  },
  {
    words: ['answers', 'remove'],
    reads: ['why', 'dry-run'],
    takes: 1,
    usage: 'answers remove 2026-11-27-… --why "…"',
    about: 'removes one of them for good, for instance one that names somebody',
    help: [HELP_OF_CHANGES.why, HELP_OF_CHANGES.dry, HELP_OF_CHANGES.yes],
    run: remove,
  },
  ANSWERS_EXPORT,
];
