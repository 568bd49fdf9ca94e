import * as z from 'zod';
import type { Run } from './command.ts';
import { brandPath } from './deed.ts';
import { inLanes } from './lanes.ts';
import { startProgress } from './progress.ts';
import type { Base } from './rule-base.ts';
import { batchesOf } from './rule-batches.ts';
import { type Item, type Kind, byName, nameOf } from './rule-files.ts';
import { inFiles } from './rule-lines.ts';
import type { Remote } from './rule-remote.ts';
import { bad, warn } from './style.ts';

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
export type Compared = z.infer<typeof answer>['changes'][number];

type Asking = Pick<Run, 'client' | 'brand'>;

/** Parts that are asked for at the same time. */
const AT_ONCE = 2;

/** How files differ from what is live and from the saved drafts, and what keeps them from being published, by name. */
export async function compare(
  { client, brand }: Asking,
  items: readonly Item[],
  remote: readonly Remote[],
): Promise<ReadonlyMap<string, Compared>> {
  const found: Compared[] = [];
  const progress = startProgress();
  let looked = 0;
  await inLanes(batchesOf(items, remote), AT_ONCE, async (batch) => {
    const asked = client.call('POST', `${brandPath(brand)}/diff`, batch.body).catch((error: unknown) => {
      throw inFiles(error, items);
    });
    const { changes } = answer.parse(await asked);
    found.push(...changes);
    looked += batch.items.length;
    progress.show(looked / items.length, `${looked} of ${items.length} compared`);
  }).finally(progress.end);
  return byName(found);
}

/** What keeps it from being published (✗), and what is worth knowing (!). */
export type Fit = { problems: readonly string[]; notices: readonly string[] };
export const describeFit = ({ problems, notices }: Fit): string[] => [
  ...problems.map((problem) => bad(`  ✗ ${problem}`)),
  ...notices.map((notice) => warn(`  ! ${notice}`)),
];

/** Of drafts that are there as the files are, those that cannot be published so: they are told of at every push. */
export const brokenOf = (standing: readonly Item[], found: ReadonlyMap<string, Compared>): Broken[] =>
  standing.flatMap(({ kind, id }) => {
    const { problems = [], notices = [] } = found.get(nameOf({ kind, id })) ?? {};
    return problems.length === 0 ? [] : [{ kind, id, problems, notices }];
  });
type Broken = Fit & { kind: Kind; id: string };

export const describeBroken = ({ kind, id, ...fit }: Broken): string =>
  [`${kind} ${id}: is saved as this draft already`, ...describeFit(fit)].join('\n');

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
