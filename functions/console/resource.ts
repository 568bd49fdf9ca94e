import type { Result } from '../../shared/contract/result.ts';
import type { HttpFailure } from '../middleware/error-map.ts';
import type { Role } from './access.ts';

/** What a brand has under `/api/brands/{brand}/…`; one file each. */
export type Resource = {
  /** The least role that may read it. */
  role: Role;
  get: (brand: string, query: Record<string, string>) => Promise<Result<object, HttpFailure>>;
};
