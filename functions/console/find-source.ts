import type { Source } from '../../shared/contract/brand.ts';
import { type Failure, type Result, fail, ok } from '../../shared/contract/result.ts';
import { findPlatform } from '../../shared/sources/registry.ts';
import type { Platform } from '../../shared/sources/source.ts';
import { loadSource } from '../../shared/store/sources.ts';
import type { Call } from './resource.ts';

export type Found = { source: Source; platform: Platform };

/** The source that the address names. */
export async function findSource({ brand, parameters }: Call): Promise<Result<Found, Failure<'not-found'>>> {
  const name = parameters['source'] ?? '';
  const source = await loadSource(brand, name);
  const platform = source && findPlatform(source.platform);
  return source && platform
    ? ok({ source, platform })
    : fail('not-found', `There is no source "${name}" in this brand.`);
}
