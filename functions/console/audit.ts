import { type Result, fail, ok } from '../../shared/contract/result.ts';
import { listAudit } from '../../shared/store/audit.ts';
import type { HttpFailure } from '../middleware/error-map.ts';
import { findBrand } from './find-brand.ts';
import { cursorOf, readPage } from './page.ts';
import type { Call, Resource } from './resource.ts';

/** `GET …/audit`: what was done with rules, templates and settings, by whom, when and why; the newest first. */
export const audit: Resource = {
  path: 'audit',
  operations: { GET: { role: 'viewer', run: list } },
};

/** Of the place where a page ends: a time and what keeps two of the same moment apart. */
const PLACE = /^\d{4}-[\dT:.-]+Z#[\w-]+$/;

async function list(call: Call): Promise<Result<object, HttpFailure>> {
  const page = readPage(call.query);
  if (!page.ok) return page;
  const { limit, cursor } = page.value;
  if (cursor !== undefined && !PLACE.test(cursor)) return fail('invalid', 'This cursor is not of this list.');
  const found = await findBrand(call);
  if (!found.ok) return found;
  const { items, cursor: next } = await listAudit({ brand: call.brand, limit, cursor });
  return ok({ items: items.map(({ brand: _brand, ...item }) => item), ...cursorOf(next) });
}
