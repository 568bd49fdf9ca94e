import { readSourceSecrets } from '../../shared/clients/secrets.ts';
import { requireEnv } from '../../shared/contract/env.ts';
import { ENV } from '../../shared/contract/names.ts';
import { ok } from '../../shared/contract/result.ts';
import { loadArrivals } from '../../shared/store/arrivals.ts';
import { loadSilences } from '../../shared/store/rhythm.ts';
import { listSources, loadCounts } from '../../shared/store/sources.ts';
import { connectSource, connection } from '../../shared/work/connect-source.ts';
import { guideOf } from '../../shared/work/guide.ts';
import { log } from '../middleware/logger.ts';
import { findBrand } from './find-brand.ts';
import { findSource } from './find-source.ts';
import { operation } from './operation.ts';
import type { Resource } from './resource.ts';
import { connectedSource, shownSource, sourceList } from './source-answers.ts';
import { changeSettings } from './source-settings.ts';

/** Where a brand's webhooks go; a source's name follows. */
const hooksOf = (brand: string): string => `${requireEnv(ENV.pagesUrl)}/hooks/${brand}`;

/** `…/sources`: the connected platforms, and what their webhooks were ignored for, day by day; POST connects one. */
export const sources: Resource = {
  path: 'sources',
  operations: {
    GET: operation({
      role: 'viewer',
      summary: 'Lists the connected sources, and what their webhooks were ignored for, day by day.',
      answer: sourceList,
      refusals: ['not-found'],
      run: async (call) => {
        const found = await findBrand(call);
        if (!found.ok) return found;
        const { brand } = call;
        const known = await listSources(brand);
        const items = await Promise.all(
          known.map(async ({ id, platform }) => {
            const [ignored, { lastSeenAt }] = await Promise.all([
              loadCounts(brand, id),
              loadArrivals(brand, id),
            ]);
            return { id, platform, ...(lastSeenAt !== undefined && { lastSeenAt }), ignored };
          }),
        );
        return ok({ items });
      },
    }),
    POST: operation({
      role: 'admin',
      status: 201,
      summary: 'Connects a platform to the brand, and tells what to do there.',
      body: connection,
      answer: connectedSource,
      refusals: ['not-found', 'conflict'],
      example: { body: { platform: 'standard-webhooks', id: 'own-shop' } },
      run: async ({ brand, body, by }) => {
        const connected = await connectSource(brand, body, hooksOf(brand));
        if (!connected.ok) return connected;
        const { source: made, guide, secret, missing } = connected.value;
        const { id, platform, settings } = made;
        if (!body.dryRun) log.info('source connected', { brand, source: id, platform, by });
        // What is not there is left out of the answer.
        return ok({ id, platform, settings, ...guide, missing, made: secret });
      },
    }),
  },
};

/** `…/sources/{source}`: what one source is set to and what arrives from it (never a secret, only how many); PATCH sets it. */
export const source: Resource = {
  path: 'sources/{source}',
  operations: {
    GET: operation({
      role: 'viewer',
      summary: 'Shows what one source is set to and what arrives from it; of its secrets only how many.',
      answer: shownSource,
      refusals: ['not-found'],
      run: async (call) => {
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
      },
    }),
    PATCH: changeSettings,
  },
};
