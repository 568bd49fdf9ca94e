import type { Source } from '../../shared/contract/brand.ts';
import { type Result, fail, ok } from '../../shared/contract/result.ts';
import { loadSource } from '../../shared/store/sources.ts';
import type { HttpFailure } from '../middleware/error-map.ts';
import type { Call } from './resource.ts';

/** The source that the address names. */
export async function findSource({ brand, parameters }: Call): Promise<Result<Source, HttpFailure>> {
  const name = parameters['source'] ?? '';
  const source = await loadSource(brand, name);
  return source ? ok(source) : fail('not-found', `There is no source "${name}" in this brand.`);
}
