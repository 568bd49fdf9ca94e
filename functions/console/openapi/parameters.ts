import * as z from 'zod';
import { id } from '../../../shared/contract/primitives.ts';
import type { Operation } from '../resource.ts';

type Place = { description: string; example: string | number; schema?: object };

/** What may stand in the places of a path. */
const PLACES: Readonly<Record<string, Place>> = {
  brand: { description: 'The brand.', example: 'demo' },
  rule: { description: 'The rule.', example: 'second-order' },
  template: { description: 'The template.', example: 'thanks' },
  version: {
    description: 'The number of a published version.',
    example: 1,
    schema: { type: 'integer', minimum: 1 },
  },
  source: { description: 'The source: the last part of its webhooks’ address.', example: 'own-shop' },
  contact: {
    description: 'The person, by the id that lists show.',
    example: '2aXsylau77SKYjq9t0m-Qg',
    schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,256}$' },
  },
  followUp: {
    description: 'The follow-up, by the id that lists show.',
    example: 'ZGVtbw',
    schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,256}$' },
  },
  occasion: { description: 'The fixed day of the brand.', example: 'extra-mile-day' },
  answer: {
    description: 'The answer, by the id that the list shows.',
    example: '2026-11-26-2aXsylau77SKYjq9',
    schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,256}$' },
  },
  wording: { description: 'The wording of the question, by its language.', example: 'en' },
  starter: { description: 'The ready-made rule.', example: 'birthday' },
  request: {
    description: 'The request of somebody for their data.',
    example: 'prv-0123456789abcdef01234567',
  },
};

const sentQuery = z
  .object({ properties: z.record(z.string(), z.unknown()), required: z.array(z.string()).default([]) })
  .catch({ properties: {}, required: [] });

/** The parameters of an operation, as the document tells them. */
export function parametersOf(path: string, operation: Operation): object[] {
  const places = [...`{brand}/${path}`.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  return [
    ...places.map((name) => inPath(name, operation)),
    ...inQuery(operation),
    ...(operation.revision ? [ifMatch(operation.revision)] : []),
  ];
}

function inPath(name: string, { example }: Operation): object {
  const place = PLACES[name];
  if (!place) throw new Error(`The document does not know what {${name}} is.`);
  const { $schema: _schema, ...plain } = z.toJSONSchema(id);
  return {
    name,
    in: 'path',
    required: true,
    description: place.description,
    schema: place.schema ?? plain,
    example: example?.parameters?.[name] ?? place.example,
  };
}

function inQuery({ example, query }: Operation): object[] {
  const { properties, required } = sentQuery.parse(query && z.toJSONSchema(query, { io: 'input' }));
  const given: Record<string, unknown> = example?.query ?? {};
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
    ...(name in given && { example: given[name] }),
  }));
}

function ifMatch(revision: NonNullable<Operation['revision']>): object {
  const mayBeAny = revision === 'or-any';
  return {
    name: 'If-Match',
    in: 'header',
    required: revision !== 'optional',
    description: mayBeAny
      ? 'The `ETag` that the edit started from; `*` changes whatever is there by now, for who is in a hurry.'
      : 'The `ETag` that the edit started from.',
    schema: { type: 'string', pattern: mayBeAny ? '^("[0-9]{1,9}"|\\*)$' : '^"[0-9]{1,9}"$' },
  };
}
