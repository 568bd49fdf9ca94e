import * as z from 'zod';
import { readSourceSecrets } from '../../shared/clients/secrets.ts';
import { requireEnv } from '../../shared/contract/env.ts';
import { ENV } from '../../shared/contract/names.ts';
import { type Result, fail, ok } from '../../shared/contract/result.ts';
import { loadArrivals } from '../../shared/store/arrivals.ts';
import { loadSilences } from '../../shared/store/rhythm.ts';
import { listSources, loadCounts } from '../../shared/store/sources.ts';
import { connectSource, connection } from '../../shared/work/connect-source.ts';
import { guideOf } from '../../shared/work/guide.ts';
import { endRotation, rotation, startRotation } from '../../shared/work/rotate-secret.ts';
import type { HttpFailure } from '../middleware/error-map.ts';
import { log } from '../middleware/logger.ts';
import { findBrand } from './find-brand.ts';
import { findSource } from './find-source.ts';
import type { Call, Resource } from './resource.ts';
import { changeSettings } from './source-settings.ts';

/** Where a brand's webhooks go; a source's name follows. */
const hooksOf = (brand: string): string => `${requireEnv(ENV.pagesUrl)}/hooks/${brand}`;

/** `…/sources`: the connected platforms, and what their webhooks were ignored for, day by day; POST connects one. */
export const sources: Resource = {
  path: 'sources',
  operations: { GET: { role: 'viewer', run: list }, POST: { role: 'admin', status: 201, run: connect } },
};

async function list(call: Call): Promise<Result<object, HttpFailure>> {
  const found = await findBrand(call);
  if (!found.ok) return found;
  const { brand } = call;
  const known = await listSources(brand);
  const items = await Promise.all(
    known.map(async ({ id, platform }) => {
      const [ignored, { lastSeenAt }] = await Promise.all([loadCounts(brand, id), loadArrivals(brand, id)]);
      return { id, platform, ...(lastSeenAt !== undefined && { lastSeenAt }), ignored };
    }),
  );
  return ok({ items });
}

async function connect({ brand, body, by }: Call): Promise<Result<object, HttpFailure>> {
  const wish = connection.safeParse(body);
  if (!wish.success) return fail('invalid', z.prettifyError(wish.error));
  const connected = await connectSource(brand, wish.data, hooksOf(brand));
  if (!connected.ok) return connected;
  const { source, guide, secret, missing } = connected.value;
  const { id, platform } = source;
  if (!wish.data.dryRun) log.info('source connected', { brand, source: id, platform, by });
  // What is not there is left out of the answer.
  return ok({ id, platform, settings: source.settings, ...guide, missing, made: secret });
}

/** `…/sources/{source}`: what one source is set to and what arrives from it (never a secret, only how many); PATCH sets it. */
export const source: Resource = {
  path: 'sources/{source}',
  operations: { GET: { role: 'viewer', run: show }, PATCH: changeSettings },
};

async function show(call: Call): Promise<Result<object, HttpFailure>> {
  const found = await findSource(call);
  if (!found.ok) return found;
  const { id, brand, settings } = found.value.source;
  const { platform } = found.value;
  const [ignored, arrivals, { secrets, credential }, silences] = await Promise.all([
    loadCounts(brand, id),
    loadArrivals(brand, id),
    readSourceSecrets(brand, id),
    loadSilences(brand),
  ]);
  const silentSince = silences.get(id)?.lastSeenAt.toString();
  return ok({
    id,
    platform: platform.id,
    name: platform.name,
    settings,
    ...guideOf(platform, `${hooksOf(brand)}/${id}`),
    secrets: secrets.length,
    hasCredential: credential !== undefined,
    ...arrivals,
    ...(silentSince !== undefined && { silentSince }),
    ignored,
  });
}

/** `…/sources/{source}/rotate`: POST begins a window of two secrets, DELETE ends it. */
export const rotations: Resource = {
  path: 'sources/{source}/rotate',
  operations: { POST: { role: 'admin', run: rotate }, DELETE: { role: 'admin', run: settle } },
};

async function rotate(call: Call): Promise<Result<object, HttpFailure>> {
  const wish = rotation.safeParse(call.body ?? {});
  if (!wish.success) return fail('invalid', z.prettifyError(wish.error));
  const found = await findSource(call);
  if (!found.ok) return found;
  const { source: of, platform } = found.value;
  const rotated = await startRotation(of, platform, wish.data);
  if (!rotated.ok) return rotated;
  log.info('secret rotation begun', { brand: call.brand, source: of.id, by: call.by });
  const { active, secret } = rotated.value;
  return ok({ secrets: active, ...(secret !== undefined && { made: secret }) });
}

async function settle(call: Call): Promise<Result<object, HttpFailure>> {
  const found = await findSource(call);
  if (!found.ok) return found;
  const { source: of } = found.value;
  const rotated = await endRotation(of);
  if (!rotated.ok) return rotated;
  log.info('secret rotation ended', { brand: call.brand, source: of.id, by: call.by });
  return ok({ secrets: rotated.value.active });
}
