import type * as z from 'zod';
import type { Failure, Result } from '../../shared/contract/result.ts';
import type { Role } from '../../shared/contract/role.ts';
import type { HttpFailure } from '../middleware/error-map.ts';

/** What a call came with, its query and body in the form that its operation asks for. */
export type Call<Query = unknown, Body = unknown> = {
  brand: string;
  /** The places in the resource's path, for instance `source`; checked to be ids. */
  parameters: Readonly<Record<string, string>>;
  query: Query;
  body: Body;
  /** Of `If-Match`: the revision that an edit started from. */
  revision: number | undefined;
  /** Whether `If-Match` is `*`: whatever is there by now may be changed. */
  isAny: boolean;
  /** The operator's id in the user pool, for the log. */
  by: string;
  /** Whether whoever calls may also do what takes a higher role than the operation. */
  may: (role: Role) => boolean;
};

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Method = (typeof METHODS)[number];
export const isMethod = (text: string): text is Method => METHODS.some((known) => known === text);

/** What any call may be refused for; the rest an operation names itself. */
export type Common = 'invalid' | 'forbidden';
export type Refusal = Exclude<HttpFailure['kind'], Common>;

/** What is validated is what is documented: the reader, `openapi.ts` and the types of `run` take it from here. */
export type Declared<
  Query extends z.ZodObject,
  Body extends z.ZodType,
  Answer extends z.ZodType<object>,
  Kind extends Refusal,
> = {
  /** The least role that may do it. */
  role: Role;
  /** What it does, in one sentence. */
  summary: string;
  /** A strict object of what may stand behind the `?`; without one, nothing may. */
  query?: Query;
  /** The JSON that is sent; without one, nothing may be. */
  body?: Body;
  /** Of a 2xx. A `revision` in it becomes the `ETag`. */
  answer: Answer;
  /** Of a success; 200 unless told. */
  status?: 201 | 202;
  /** The largest body, in bytes; 64 kB unless told. */
  most?: number;
  /** Whether it edits what was seen at a revision, and must so be told by `If-Match`; `or-any` where that may be `*`. */
  revision?: 'optional' | 'required' | 'or-any';
  /** What it may be refused for beside the common. */
  refusals?: readonly Kind[];
  /** A call that works; places of the path have examples of their own where none is given here. */
  example?: {
    parameters?: Readonly<Record<string, string>>;
    query?: z.input<Query>;
    body?: z.input<Body>;
  };
  run: (
    call: Call<z.output<Query>, z.output<Body>>,
  ) => Promise<Result<z.output<Answer>, Failure<NoInfer<Kind> | Common>>>;
};

type Any = Declared<z.ZodObject, z.ZodType, z.ZodType<object>, Refusal>;
export type Operation = Omit<Any, 'run'> & {
  /** Reads the query and the body, then does it. */
  run: (call: Call) => Promise<Result<object, HttpFailure>>;
};

/** What a brand has at one address under `/api/brands/{brand}/`; one file for each kind of thing. */
export type Resource = {
  /** For instance `sources/{source}/rotate`. */
  path: string;
  operations: Readonly<Partial<Record<Method, Operation>>>;
};
