import type { Brand } from '../../shared/contract/brand.ts';
import { type Failure, type Result, fail, ok } from '../../shared/contract/result.ts';
import { loadBrand } from '../../shared/store/brands.ts';
import type { Call } from './resource.ts';

/** The brand that the address names: who may see every brand may also mistype one, and an empty list would hide that. */
export async function findBrand({ brand }: Call): Promise<Result<Brand, Failure<'not-found'>>> {
  const found = await loadBrand(brand);
  return found ? ok(found) : fail('not-found', 'There is no such brand.');
}
