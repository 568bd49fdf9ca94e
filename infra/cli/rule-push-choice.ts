import { CommandError } from './client.ts';
import { type Base, digestOf, isSame } from './rule-base.ts';
import { type Item, nameOf } from './rule-files.ts';
import type { Remote } from './rule-remote.ts';

type There = { remote: ReadonlyMap<string, Remote>; base: Base; isForced: boolean };
type Side = 'same' | 'here' | 'there' | 'both';

/**
 * What of a folder is to be saved: what was changed here since it was pulled, and drafts that are as the files but were
 * written upon a version that is no longer live. What was changed there alone is left; what was changed on both sides is
 * refused, with all the rest, unless it is forced. `standing` are drafts that say what the file says.
 */
export function choosePushes(
  items: readonly Item[],
  { remote, base, isForced }: There,
): { chosen: Item[]; left: string[]; standing: Item[] } {
  const sided = sidesOf(items, { remote, base });
  const chosen = sided.filter(
    ({ side, there }) => side === 'here' || (side === 'same' ? there?.isStale : isForced),
  );
  const others = sided.flatMap(({ item, there, side }) =>
    there && (side === 'there' || side === 'both') && !isForced ? [{ item, there, side }] : [],
  );
  const both = others.filter(({ side }) => side === 'both').map(changed);
  if (both.length > 0)
    throw new CommandError(
      `${both.join('\n')}\nNothing was saved, as these files were changed, too: rules diff shows both sides. ` +
        'Write over it with --force, or take theirs with rules pull --force.',
    );
  const standing = sided.filter(
    ({ side, there }) => side === 'same' && there && there.draft.size > 0 && !there.isStale,
  );
  return {
    chosen: chosen.map(({ item }) => item),
    left: others.map(describeLeft),
    standing: standing.map(({ item }) => item),
  };
}

/** On which side each file was changed. */
export const sidesOf = (items: readonly Item[], { remote, base }: Omit<There, 'isForced'>) =>
  items.map((item) => {
    const there = remote.get(nameOf(item));
    return { item, there, side: sideOf(item, there, base) };
  });

/** Where it was changed since it was last pulled or pushed; what was never pulled was changed here. */
function sideOf(item: Item, there: Remote | undefined, base: Base): Side {
  if (there && isSame(item.files, there.files)) return 'same';
  const before = base[nameOf(item)];
  if (!there || before === undefined || before === digestOf(there.files)) return 'here';
  return before === digestOf(item.files) ? 'there' : 'both';
}

type Other = { item: Item; there: Remote };

export const describeLeft = (other: Other): string =>
  other.there.files.size > 0
    ? `${changed(other)}, and its file was not: rules pull takes it over`
    : `${changed(other)}, and its file is still here: take it out, or save it anew with --force`;

export const describeBoth = (other: Other): string =>
  `${changed(other)}, and its file, too: push refuses it, unless by --force`;

/** Who saved a draft is known; what is live may be an older version that somebody went back to. */
function changed({ item, there: { saved, version } }: Other): string {
  const live = version === undefined ? 'nothing is live' : `version ${version} is live`;
  const now = saved ? `a draft by ${saved.by}, ${saved.at.slice(0, 16).replace('T', ' ')} UTC` : live;
  return `${nameOf(item)} was changed since you pulled (now: ${now})`;
}
