import type { Result } from '../../shared/contract/result.ts';
import type { HttpFailure } from '../middleware/error-map.ts';
import type { Role } from './access.ts';

export type Call = {
  brand: string;
  /** The places in the resource's path, for instance `source`; checked to be ids. */
  parameters: Readonly<Record<string, string>>;
  query: Record<string, string>;
  /** The JSON that was sent; `undefined` when there was none. */
  body: unknown;
  /** Of `If-Match`: the revision that an edit started from. */
  revision: number | undefined;
  /** The operator's id in the user pool, for the log. */
  by: string;
};

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Method = (typeof METHODS)[number];
export const isMethod = (text: string): text is Method => METHODS.some((known) => known === text);

export type Operation = {
  /** The least role that may do it. */
  role: Role;
  /** Of a success; 200 unless told. */
  status?: 201 | 202;
  /** The largest body, in bytes; 64 kB unless told. */
  most?: number;
  /** A `revision` in what it gives becomes the `ETag` of the answer. */
  run: (call: Call) => Promise<Result<object, HttpFailure>>;
};

/** What a brand has at one address under `/api/brands/{brand}/`; one file for each kind of thing. */
export type Resource = {
  /** For instance `sources/{source}/rotate`. */
  path: string;
  operations: Readonly<Partial<Record<Method, Operation>>>;
};
