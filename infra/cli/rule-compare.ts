import * as z from 'zod';
import type { Run } from './command.ts';
import { brandPath } from './deed.ts';
import type { Base } from './rule-base.ts';
import { type Item, type Kind, byName, nameOf } from './rule-files.ts';
import type { Remote } from './rule-remote.ts';
import { bad, warn } from './style.ts';
import { bodyOf } from './trial.ts';

const difference = z.object({
  at: z.string(),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
});
const answer = z.object({
  changes: z.array(
    z.object({
      kind: z.enum(['rule', 'template']),
      id: z.string(),
      live: z.number().optional(),
      difference: z.array(difference),
      draft: z.array(difference).optional(),
      problems: z.array(z.string()),
      notices: z.array(z.string()),
    }),
  ),
});
type Answer = z.infer<typeof answer>;
export type Compared = Answer['changes'][number];

type Asking = Pick<Run, 'client' | 'brand'>;

/** How files differ from what is live and from the saved drafts, and what keeps them from being published. */
export const compare = async ({ client, brand }: Asking, items: readonly Item[]): Promise<Answer> =>
  answer.parse(await client.call('POST', `${brandPath(brand)}/diff`, { files: bodyOf(items) }));

/** What keeps it from being published (✗), and what is worth knowing (!). */
export type Fit = { problems: readonly string[]; notices: readonly string[] };
export const describeFit = ({ problems, notices }: Fit): string[] => [
  ...problems.map((problem) => bad(`  ✗ ${problem}`)),
  ...notices.map((notice) => warn(`  ! ${notice}`)),
];

/** So much of saved files is asked about at once: of 4 MB, and of 1000 of each kind. */
const MOST = { bytes: 1_500_000, items: 500 };

/** The same of files that are saved as drafts: however many they are, each is looked at beside all of them. */
export async function compareSaved(
  asking: Asking,
  items: readonly Item[],
): Promise<ReadonlyMap<string, Compared>> {
  const batches: Item[][] = [[]];
  let bytes = 0;
  for (const item of items) {
    const size = [...item.files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    if (bytes + size > MOST.bytes || batches.at(-1)?.length === MOST.items) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)?.push(item);
    bytes += size;
  }
  const found: Compared[] = [];
  for (const batch of batches) found.push(...(await compare(asking, batch)).changes);
  return byName(found);
}

/** What was pulled and is live, and whose file is no longer there: removing a file takes nothing out of use. */
export function goneFiles(base: Base, items: readonly Item[], remote: readonly Remote[]): Gone[] {
  const here = new Set(items.map(nameOf));
  return remote
    .filter((item) => item.live.size > 0 && base[nameOf(item)] !== undefined && !here.has(nameOf(item)))
    .map(({ kind, id }) => ({ kind, id }));
}
type Gone = { kind: Kind; id: string };

export const describeGone = ({ kind, id }: Gone): string =>
  `${kind} ${id}: live, but no longer in the folder; ${kind}s retire ${id} takes it out of use`;
