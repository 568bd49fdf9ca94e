import { type Result, ok } from '../../shared/contract/result.ts';
import { PLATFORMS } from '../../shared/sources/registry.ts';
import { listSources } from '../../shared/store/sources.ts';
import type { HttpFailure } from '../middleware/error-map.ts';
import { findBrand } from './find-brand.ts';
import type { Call, Resource } from './resource.ts';

/** `GET …/platforms`: every platform there is, what it has to be told, and the brand's sources of it. */
export const platforms: Resource = {
  path: 'platforms',
  operations: { GET: { role: 'viewer', run: list } },
};

async function list(call: Call): Promise<Result<object, HttpFailure>> {
  const found = await findBrand(call);
  if (!found.ok) return found;
  const connected = await listSources(call.brand);
  const items = PLATFORMS.map(({ id, name, settings = [] }) => ({
    id,
    name,
    settings: settings.map((setting) => ({
      name: setting.name,
      what: setting.what,
      required: setting.required === true,
    })),
    sources: connected.filter(({ platform }) => platform === id).map((source) => source.id),
  }));
  return ok({ items });
}
