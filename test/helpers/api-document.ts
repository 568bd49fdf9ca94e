import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import * as z from 'zod';

const parameter = z.object({
  name: z.string(),
  in: z.enum(['path', 'query', 'header']),
  required: z.boolean(),
  example: z.unknown().optional(),
});
const content = z.object({
  'application/json': z.object({ schema: z.unknown(), example: z.unknown().optional() }).optional(),
});
const operation = z.object({
  operationId: z.string(),
  'x-role': z.enum(['viewer', 'editor', 'approver', 'admin']),
  parameters: z.array(parameter),
  requestBody: z.object({ required: z.boolean(), content }).optional(),
  responses: z.record(
    z.string(),
    z.object({ headers: z.record(z.string(), z.unknown()).optional(), content: content.optional() }),
  ),
});
const document = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), operation)) });

/** One call that a document of OpenAPI tells of, and how to make it as its examples say. */
export type Documented = z.infer<typeof operation> & { path: string; method: string };

/** The calls of a document, and a judge of what they answer. */
export function readDocument(raw: unknown) {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(raw as object, 'api');
  const calls: Documented[] = Object.entries(document.parse(raw).paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, of]) => ({ ...of, path, method: method.toUpperCase() })),
  );
  const pointer = (part: string): string => part.replaceAll('~', '~0').replaceAll('/', '~1');
  return {
    calls,
    /** What is wrong with an answer; nothing when it is as documented. */
    judge: ({ path, method }: Documented, status: number, answer: unknown): string[] => {
      const way = `paths/${pointer(path)}/${method.toLowerCase()}/responses/${status}/content/application~1json/schema`;
      const validate = ajv.getSchema(`api#/${encodeURI(way)}`);
      if (!validate) return [`It does not tell of an answer ${status}.`];
      return validate(answer) ? [] : (validate.errors ?? []).map((error) => JSON.stringify(error));
    },
  };
}

/** The address with each place and parameter as the examples have it, and as `places` say otherwise. */
export function addressOf({ path, parameters }: Documented, places: Record<string, string> = {}): string {
  const valueOf = (name: string, example: unknown): string => places[name] ?? String(example);
  const filled = parameters
    .filter((one) => one.in === 'path')
    .reduce((so, { name, example }) => so.replace(`{${name}}`, valueOf(name, example)), path);
  const query = new URLSearchParams(
    parameters.flatMap((one) =>
      one.in === 'query' && one.example !== undefined ? [[one.name, valueOf(one.name, one.example)]] : [],
    ),
  );
  return query.size > 0 ? `${filled}?${query.toString()}` : filled;
}
