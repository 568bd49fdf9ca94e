import * as z from 'zod';
import { ok } from '../../shared/contract/result.ts';
import { PLATFORMS } from '../../shared/sources/registry.ts';
import { listSources } from '../../shared/store/sources.ts';
import { findBrand } from './find-brand.ts';
import { operation } from './operation.ts';
import type { Resource } from './resource.ts';

export const settingLine = z.object({ name: z.string(), what: z.string(), required: z.boolean() });

const platformList = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      /** What it has to be told. */
      settings: z.array(settingLine),
      /** The brand's sources of it, by id. */
      sources: z.array(z.string()),
    }),
  ),
});

/** `GET …/platforms`: every platform there is, what it has to be told, and the brand's sources of it. */
export const platforms: Resource = {
  path: 'platforms',
  operations: {
    GET: operation({
      role: 'viewer',
      summary: 'Lists every platform there is, what it has to be told, and the brand’s sources of it.',
      answer: platformList,
      refusals: ['not-found'],
      run: async (call) => {
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
      },
    }),
  },
};
