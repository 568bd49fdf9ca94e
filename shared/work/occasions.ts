import { Temporal } from 'temporal-polyfill';
import type { Brand } from '../contract/brand.ts';
import { DATE_KINDS, MOST_OCCASIONS, type Occasion } from '../contract/date.ts';
import type { Deed } from '../contract/life.ts';
import { type Failure, type Result, fail, ok } from '../contract/result.ts';
import { listensTo, unheard } from '../domain/rules/listens.ts';
import { didYouMean } from '../domain/rules/nearest.ts';
import { nextDays, readOccasionDay } from '../domain/time/occasion-days.ts';
import { readBrand } from '../store/brands.ts';
import { readLive } from '../store/rules.ts';
import { changeSettings } from './life/settings.ts';

type Wish = {
  brand: string;
  kind: string;
  /** The settings that were looked at; without it, whatever they are by now. */
  revision?: number | undefined;
  deed: Deed;
  dryRun?: boolean | undefined;
};
export type SetOccasion = Wish & {
  /** `November 1`, `2027-05-04`, `fourth Thursday of November`; without it the day stays. */
  on?: string | undefined;
  name?: string | undefined;
};

/** `notices` are worth knowing, and keep nobody from anything. */
export type OccasionChange = {
  before?: Occasion | undefined;
  after?: Occasion | undefined;
  revision: number;
  notices: string[];
};
type Changed = Promise<Result<OccasionChange, Failure<'not-found' | 'conflict' | 'invalid'>>>;

/** Sets a day on which rules on `occasion` fire: a new one, or another day or name of one that is there. */
export async function setOccasion(wish: SetOccasion): Changed {
  const brand = await readBrand(wish.brand);
  if (!brand) return fail('not-found', 'There is no such brand.');
  const known = brand.occasions ?? [];
  const before = known.find(({ kind }) => kind === wish.kind);
  const made = makeOccasion(wish, before, brand);
  if (!made.ok) return made;
  const after = made.value;
  const others = known.filter((one) => one !== before);
  const refused = before ? findTwin(after, others) : findRefusal(after, others);
  if (refused) return fail('invalid', refused);
  const next = before ? known.map((one) => (one === before ? after : one)) : [...known, after];
  return change({ wish, brand, next, before, after });
}

/** Takes a day away: rules that wait for it fire no more. What waits already still goes. */
export async function removeOccasion(wish: Wish): Changed {
  const brand = await readBrand(wish.brand);
  if (!brand) return fail('not-found', 'There is no such brand.');
  const known = brand.occasions ?? [];
  const before = known.find(({ kind }) => kind === wish.kind);
  if (!before) {
    const kinds = known.map(({ kind }) => kind);
    const meant = didYouMean(wish.kind, kinds) || ` The brand has: ${kinds.join(', ') || 'none'}.`;
    return fail('not-found', `There is no occasion "${wish.kind}".${meant}`);
  }
  return change({ wish, brand, next: known.filter((one) => one !== before), before });
}

function makeOccasion(
  { kind, on, name }: SetOccasion,
  before: Occasion | undefined,
  brand: Brand,
): Result<Occasion, Failure<'invalid'>> {
  const called = name ?? before?.name ?? nameFrom(kind);
  if (on !== undefined) return onDay(on, { kind, name: called }, brand);
  return before
    ? ok({ ...before, name: called })
    : fail('invalid', `"${kind}" is new: say on which day it is, for instance November 1.`);
}

function onDay(
  text: string,
  of: Pick<Occasion, 'kind' | 'name'>,
  brand: Brand,
): Result<Occasion, Failure<'invalid'>> {
  const day = readOccasionDay(text);
  if ('fault' in day) return fail('invalid', `${day.fault}.`);
  const occasion = { ...of, on: day.on };
  return nextDays(occasion, today(brand), 1).length > 0
    ? ok(occasion)
    : fail('invalid', `"${text}" is over and comes but once; write it without the year, or a day to come.`);
}

/** `extra-mile-day` is the Extra mile day. */
const nameFrom = (kind: string): string => kind.charAt(0).toUpperCase() + kind.slice(1).replaceAll('-', ' ');

export const today = ({ timezone }: Brand): Temporal.PlainDate => Temporal.Now.plainDateISO(timezone);

function findRefusal(after: Occasion, others: readonly Occasion[]): string | undefined {
  if (DATE_KINDS.some((kind) => kind === after.kind))
    return `"${after.kind}" is a date of persons, which rules on birthday or anniversary are for; give the occasion another name.`;
  if (others.length >= MOST_OCCASIONS)
    return `A brand has ${MOST_OCCASIONS} occasions at most; remove one first.`;
  return findTwin(after, others);
}

function findTwin({ name }: Occasion, others: readonly Occasion[]): string | undefined {
  const twin = others.find((one) => one.name.toLowerCase() === name.toLowerCase());
  return (
    twin && `"${name}" is there already, as "${twin.kind}": set that one, or give this one another name.`
  );
}

type Step = {
  wish: Wish;
  brand: Brand;
  next: Occasion[];
  before?: Occasion | undefined;
  after?: Occasion | undefined;
};

async function change({ wish, brand, next, before, after }: Step): Changed {
  const { deed, dryRun, revision = brand.revision ?? 0 } = wish;
  const settings = { occasions: next.length > 0 ? next : undefined };
  const done = await changeSettings({ brand: brand.id, revision, settings, deed, dryRun });
  if (!done.ok) return done;
  const notices = await noticesOf({ after, brand, next });
  return ok({ before, after, revision: done.value.revision ?? 0, notices });
}

async function noticesOf({ brand, next, after }: Pick<Step, 'brand' | 'next' | 'after'>): Promise<string[]> {
  const { rules } = await readLive(brand.id);
  const notices = rules.flatMap((rule) => {
    const now = unheard(rule, next);
    return now === undefined || unheard(rule, brand.occasions) !== undefined
      ? []
      : [`Rule ${rule.id}: ${now}`];
  });
  if (!after) return notices;
  if (after.on === '--02-29') notices.push('In years without a February 29 it is on February 28.');
  const twin = next.find(
    ({ kind, on }) => kind !== after.kind && JSON.stringify(on) === JSON.stringify(after.on),
  );
  if (twin) notices.push(`"${twin.kind}" is on the same day: whom rules choose for both gets both mails.`);
  if (!rules.some((rule) => listensTo(rule, after.kind)))
    notices.push(
      `No live rule is for it yet: one on occasion that asks for event.date.kind ${after.kind} would be.`,
    );
  return notices;
}
