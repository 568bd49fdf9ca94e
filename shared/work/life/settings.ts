import type { Brand } from '../../contract/brand.ts';
import type { Deed } from '../../contract/life.ts';
import { type Failure, type Result, fail, ok } from '../../contract/result.ts';
import { differences } from '../../domain/rules/difference.ts';
import { NO_TRACKING } from '../../domain/message/tracking.ts';
import { didYouMean } from '../../domain/rules/nearest.ts';
import { nearestZone, spellZone } from '../../domain/time/zone-names.ts';
import { putAudit } from '../../store/audit.ts';
import { CHANGEABLE, type Changeable, changeBrand, readBrand } from '../../store/brands.ts';
import { write } from '../../store/requests.ts';
import { record } from './flip.ts';
import { loadState } from './state.ts';

export type SettingsWish = {
  brand: string;
  /** The settings that were looked at; without it, whatever they are by now is changed. */
  revision?: number | undefined;
  /** What is named and `undefined` is taken away. */
  settings: Partial<Changeable>;
  deed: Deed;
  /** Looks at all of it and writes nothing. */
  dryRun?: boolean | undefined;
};

type Refusal = Failure<'not-found' | 'conflict' | 'invalid'>;

const ATTEMPTS = 3;

/** Changes the settings of a brand. They count everywhere within 30 s, for what is under way, too. */
export async function changeSettings(wish: SettingsWish): Promise<Result<Brand, Refusal>> {
  const settings = spelt(wish.settings);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = await readBrand(wish.brand);
    if (!before) return fail('not-found', 'There is no such brand.');
    const revision = before.revision ?? 0;
    if (wish.revision !== undefined && wish.revision !== revision) return moved(before, wish);
    const stranger = await findStranger(before, settings);
    if (stranger) return fail('invalid', stranger);
    const wished = withHaltEnded(before, { ...before, ...settings }, wish.deed.at);
    const difference = differences(pick(before), pick(wished));
    if (difference.length === 0 || wish.dryRun) return ok(wished);
    const after = { ...wished, revision: revision + 1 };
    const changes = [{ kind: 'settings' as const, id: wish.brand, difference }];
    const audit = record(wish.brand, wish.deed, { act: 'settings', changes });
    if (!(await write([changeBrand(after), putAudit(audit)]))) return ok(after);
  }
  return fail('conflict', 'Others keep changing the settings; try again.', { retryable: true });
}

/** Whoever lets a brand send again that was stopped by its complaints or bounces begins anew with them. */
function withHaltEnded(before: Brand, { halted, ...wished }: Brand, at: string): Brand {
  if (!halted) return wished;
  return before.paused && !wished.paused ? { ...wished, judgedSince: at } : { ...wished, halted };
}

/** What is left to be off is off, the order of what is paused says nothing, and each occasion and wording is told of by itself. */
const pick = (brand: Brand): object => ({
  ...Object.fromEntries(CHANGEABLE.map((name) => [name, brand[name]])),
  pausedRules: [...brand.pausedRules].sort(),
  approval: brand.approval ?? false,
  weekdaysOnly: brand.weekdaysOnly ?? false,
  tracking: brand.tracking ?? NO_TRACKING,
  occasions: Object.fromEntries((brand.occasions ?? []).map(({ kind, ...of }) => [kind, of])),
  survey: brand.survey && {
    ...brand.survey,
    question: Object.fromEntries(brand.survey.question.map(({ language, text }) => [language, text])),
  },
});

const moved = (before: Brand, { settings }: SettingsWish): { ok: false; failure: Failure<'conflict'> } =>
  fail('conflict', 'The settings were changed meanwhile: look at them and do it again.', {
    details: { revision: before.revision ?? 0, yours: settings, theirs: pick(before) },
  });

const spelt = (settings: Partial<Changeable>): Partial<Changeable> => {
  const { timezone } = settings;
  return timezone === undefined ? settings : { ...settings, timezone: spellZone(timezone) ?? timezone };
};

/** Every local time would be another, or none: what is no zone is not kept. */
function findStrangeZone(before: Brand, { timezone }: Partial<Changeable>): string | undefined {
  if (timezone === undefined || timezone === before.timezone || spellZone(timezone)) return undefined;
  const meant = nearestZone(timezone);
  const hint = meant === undefined ? 'Use a name such as Europe/Berlin.' : `Did you mean "${meant}"?`;
  return `There is no time zone "${timezone}". ${hint}`;
}

const findStranger = async (before: Brand, wanted: Partial<Changeable>): Promise<string | undefined> =>
  findStrangeZone(before, wanted) ?? (await findStrangeRule(before, wanted));

/** A mistyped name would pause nothing, and nobody would notice. */
async function findStrangeRule(before: Brand, wanted: Partial<Changeable>): Promise<string | undefined> {
  const added = wanted.pausedRules?.filter((id) => !before.pausedRules.includes(id)) ?? [];
  if (added.length === 0) return undefined;
  const { live, rules } = await loadState(before.id);
  const known = [...new Set([...live.rules, ...rules].map(({ id }) => id))];
  const stranger = added.find((id) => !known.includes(id));
  return stranger && `There is no rule "${stranger}".${didYouMean(stranger, known)}`;
}
