import { type Result, ok } from '../../shared/contract/result.ts';
import { listSources, loadCounts } from '../../shared/store/sources.ts';
import type { HttpFailure } from '../middleware/error-map.ts';
import type { Call, Resource } from './resource.ts';

/** `GET …/sources`: the connected platforms, and what their webhooks were ignored for, day by day. */
export const sources: Resource = {
  path: 'sources',
  operations: { GET: { role: 'viewer', run: list } },
};

async function list({ brand }: Call): Promise<Result<object, HttpFailure>> {
  const known = await listSources(brand);
  const items = await Promise.all(
    known.map(async ({ id, platform }) => ({ id, platform, ignored: await loadCounts(brand, id) })),
  );
  return ok({ items });
}
