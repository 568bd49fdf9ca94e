import { auditRecord } from '../../shared/contract/life.ts';
import { ok } from '../../shared/contract/result.ts';
import { listAudit } from '../../shared/store/audit.ts';
import { findBrand } from './find-brand.ts';
import { operation } from './operation.ts';
import { cursorOf, notOfThisList, pageOf, paging } from './page.ts';
import type { Resource } from './resource.ts';

/** Of the place where a page ends: a time and what keeps two of the same moment apart. */
const PLACE = /^\d{4}-[\dT:.-]+Z#[\w-]+$/;

/** `GET …/audit`: what was done with rules, templates and settings, by whom, when and why; the newest first. */
export const audit: Resource = {
  path: 'audit',
  operations: {
    GET: operation({
      role: 'viewer',
      summary: 'Tells what was done with rules, templates and settings, by whom and why, the newest first.',
      query: paging,
      answer: pageOf(auditRecord.omit({ brand: true })),
      refusals: ['not-found'],
      example: { query: { limit: 20 } },
      run: async (call) => {
        const { limit, cursor } = call.query;
        if (cursor !== undefined && !PLACE.test(cursor)) return notOfThisList();
        const found = await findBrand(call);
        if (!found.ok) return found;
        const { items, cursor: next } = await listAudit({
          brand: call.brand,
          limit,
          ...(cursor !== undefined && { cursor }),
        });
        return ok({ items: items.map(({ brand: _brand, ...item }) => item), ...cursorOf(next) });
      },
    }),
  },
};
