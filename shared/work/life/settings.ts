import type { Brand } from '../../contract/brand.ts';
import type { Deed } from '../../contract/life.ts';
import { type Failure, type Result, fail, ok } from '../../contract/result.ts';
import { differences } from '../../domain/rules/difference.ts';
import { didYouMean } from '../../domain/rules/nearest.ts';
import { putAudit } from '../../store/audit.ts';
import { changeBrand, readBrand } from '../../store/brands.ts';
import { write } from '../../store/requests.ts';
import { record } from './flip.ts';
import { loadState } from './state.ts';

export type SettingsWish = {
  brand: string;
  /** The settings that were looked at; without it, whatever they are by now is changed: a brake works at once. */
  revision?: number | undefined;
  settings: Partial<Pick<Brand, 'paused' | 'pausedRules' | 'approval'>>;
  deed: Deed;
};

const ATTEMPTS = 3;

/** Changes the switches of a brand. They count everywhere within 30 s, for what is under way, too. */
export async function changeSettings(
  wish: SettingsWish,
): Promise<Result<Brand, Failure<'not-found' | 'conflict' | 'invalid'>>> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = await readBrand(wish.brand);
    if (!before) return fail('not-found', 'There is no such brand.');
    const revision = before.revision ?? 0;
    if (wish.revision !== undefined && wish.revision !== revision) return moved(before, wish);
    const stranger = await findStranger(before, wish.settings.pausedRules ?? []);
    if (stranger) return fail('invalid', stranger);
    const after = { ...before, ...wish.settings, revision: revision + 1 };
    const difference = differences(pick(before), pick(after));
    if (difference.length === 0) return ok(before);
    const changes = [{ kind: 'settings' as const, id: wish.brand, difference }];
    const audit = record(wish.brand, wish.deed, { act: 'settings', changes });
    if (!(await write([changeBrand(after), putAudit(audit)]))) return ok(after);
  }
  return fail('conflict', 'Others keep changing the settings; try again.', { retryable: true });
}

const pick = ({ paused, pausedRules, approval = false }: Brand): object => ({
  paused,
  pausedRules: [...pausedRules].sort(),
  approval,
});

const moved = (before: Brand, { settings }: SettingsWish): { ok: false; failure: Failure<'conflict'> } =>
  fail('conflict', 'The settings were changed meanwhile: look at them and do it again.', {
    details: { revision: before.revision ?? 0, yours: settings, theirs: pick(before) },
  });

/** A mistyped name would pause nothing, and nobody would notice. */
async function findStranger(before: Brand, wanted: readonly string[]): Promise<string | undefined> {
  const added = wanted.filter((id) => !before.pausedRules.includes(id));
  if (added.length === 0) return undefined;
  const { live, rules } = await loadState(before.id);
  const known = [...new Set([...live.rules, ...rules].map(({ id }) => id))];
  const stranger = added.find((id) => !known.includes(id));
  return stranger && `There is no rule "${stranger}".${didYouMean(stranger, known)}`;
}
