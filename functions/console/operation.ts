import * as z from 'zod';
import { type Result, fail, ok } from '../../shared/contract/result.ts';
import { explain } from '../../shared/domain/rules/explain.ts';
import type { HttpFailure } from '../middleware/error-map.ts';
import { namesIn } from './names-in.ts';
import type { Call, Declared, Operation, Refusal } from './resource.ts';

/** Where nothing is asked for, nothing may be given: it would be believed to have done something. */
const NO_QUERY = z.strictObject({});
const NO_BODY = z.strictObject({}).optional();

/** An operation of a resource, whose `run` gets its query and body read and typed. */
export function operation<
  Query extends z.ZodObject = typeof NO_QUERY,
  Body extends z.ZodType = typeof NO_BODY,
  Answer extends z.ZodType<object> = z.ZodType<object>,
  Kind extends Refusal = never,
>(declared: Declared<Query, Body, Answer, Kind>): Operation;
export function operation(declared: Declared<z.ZodObject, z.ZodType, z.ZodType<object>, Refusal>): Operation {
  const run = async (call: Call): Promise<Result<object, HttpFailure>> => {
    const query = read(declared.query ?? NO_QUERY, call.query, 'query');
    if (!query.ok) return query;
    const body = read(declared.body ?? NO_BODY, call.body, 'body');
    if (!body.ok) return body;
    const blind = refuseBlind(declared, call);
    if (blind) return fail('invalid', blind);
    return declared.run({ ...call, query: query.value, body: body.value });
  };
  return { ...declared, run };
}

/** What an edit is told that does not say what it started from. */
function refuseBlind({ revision }: Pick<Operation, 'revision'>, call: Call): string | undefined {
  if (call.isAny)
    return revision === 'or-any'
      ? undefined
      : 'Here If-Match takes the ETag of what you saw, for instance "3": what somebody else wrote meanwhile would be lost.';
  if (call.revision !== undefined || revision === undefined || revision === 'optional') return undefined;
  return revision === 'or-any'
    ? 'Name the revision that you saw (If-Match: "3"), or say that any will do (If-Match: *).'
    : 'Name the revision that you saw: If-Match.';
}

function read<Schema extends z.ZodType>(
  schema: Schema,
  given: unknown,
  where: 'query' | 'body',
): Result<z.output<Schema>, HttpFailure> {
  const found = schema.safeParse(given);
  if (found.success) return ok(found.data);
  if (given === undefined) return fail('invalid', 'This call needs a body: JSON.');
  const problems = explain(found.error, given, { names: (path) => namesIn(schema, path) });
  return fail('invalid', `${where === 'query' ? 'In the query: ' : ''}${problems.join('\n')}`, {
    details: { problems },
  });
}
