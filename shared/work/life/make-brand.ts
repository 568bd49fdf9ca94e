import { setTimeout as wait } from 'node:timers/promises';
import type { Brand } from '../../contract/brand.ts';
import { requireEnv } from '../../contract/env.ts';
import type { Deed } from '../../contract/life.ts';
import { ENV } from '../../contract/names.ts';
import { type Failure, type Result, fail, ok } from '../../contract/result.ts';
import { differences } from '../../domain/rules/difference.ts';
import { findStranger } from '../../domain/doctor/new-brand.ts';
import { spellZone } from '../../domain/time/zone-names.ts';
import { putAudit } from '../../store/audit.ts';
import { putNewBrand, readBrand } from '../../store/brands.ts';
import { write } from '../../store/requests.ts';
import { record } from './flip.ts';

type Wish = { brand: Brand; deed: Deed; dryRun?: boolean | undefined };

/** Makes a brand with its line in the audit. One that is there already is left as it is. */
export async function makeNewBrand({
  brand,
  deed,
  dryRun,
}: Wish): Promise<Result<Brand, Failure<'conflict' | 'invalid'>>> {
  if (await readBrand(brand.id)) return there(brand);
  const stranger = findStranger(brand, requireEnv(ENV.senderIdentity).replace(/^.*:identity\//, ''));
  if (stranger !== undefined) return fail('invalid', stranger);
  const made = { ...brand, timezone: spellZone(brand.timezone) ?? brand.timezone, revision: 1 };
  if (dryRun) return ok(made);
  const changes = [{ kind: 'settings' as const, id: brand.id, difference: differences({}, made) }];
  const audit = record(brand.id, deed, { act: 'settings', changes });
  const writes = [...putNewBrand(made), putAudit(audit)];
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const codes = await write(writes);
    if (!codes) return ok(made);
    if (codes.includes('ConditionalCheckFailed')) return there(brand);
    await wait(LONGEST_PAUSE * Math.random());
  }
  return fail('conflict', 'Other brands are being made at this moment, or the table is busy. Try again.');
}

/** All brands stand in one list, so two that are made at once may be in each other's way. */
const ATTEMPTS = 5;
/** Milliseconds. */
const LONGEST_PAUSE = 200;

const there = ({ id }: Brand): { ok: false; failure: Failure<'conflict'> } =>
  fail('conflict', `There is a brand "${id}" already.`);
