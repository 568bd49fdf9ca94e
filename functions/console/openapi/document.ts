import * as z from 'zod';
import { METHODS, type Operation, type Resource } from '../resource.ts';
import { parametersOf } from './parameters.ts';
import { responsesOf, sharedResponses } from './responses.ts';
import { PROBLEMS, type Schemas, schemasOf } from './schemas.ts';

type Described = { path: string; method: string; operation: Operation; name: string };

/** The document of OpenAPI 3.1 that these resources make. */
export function documentOf(resources: readonly Resource[]): Record<string, unknown> {
  const all = resources.flatMap(describeAll);
  const sent = schemasOf(
    all.flatMap(({ operation: { body }, name }) => (body ? [[`${capital(name)}Body`, body] as const] : [])),
    'input',
  );
  const answers = all.map(({ operation, name }) => [`${capital(name)}Answer`, operation.answer] as const);
  const answered = schemasOf([...PROBLEMS, ...answers], 'output');
  return {
    openapi: '3.1.0',
    info: {
      title: 'Extra Mile',
      version: '1.0.0',
      description:
        'What the people who run the house see and change: rules, templates, sources, people’s follow-ups. Refusals are problem details (RFC 9457) without a type of their own, but for what API Gateway answers itself (401, and 413 and 429 where they say so); `code` says for programs which it is. A list that is longer than a page gives a `cursor` for the next. What is edited has a revision: it comes as `ETag` and goes back as `If-Match`.',
    },
    servers: [{ url: '/', description: 'Where this document was fetched from.' }],
    security: [{ operator: [] }],
    tags: [...new Set(all.map(tagOf))].map((name) => ({ name })),
    paths: pathsOf(all, { sent, answered }),
    components: {
      securitySchemes: {
        operator: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description:
            'A token of the user pool. Its groups `{brand}.{role}` (`*` is every brand) say what it opens; viewer, editor, approver and admin each include those before.',
        },
      },
      responses: sharedResponses(),
      schemas: { ...sent.schemas, ...answered.schemas },
    },
  };
}

const describeAll = ({ path, operations }: Resource): Described[] =>
  METHODS.flatMap((method) => {
    const operation = operations[method];
    return operation ? [{ path, method: method.toLowerCase(), operation, name: idOf(method, path) }] : [];
  });

/** `GET rules/{rule}/versions/{version}` is `getRuleVersion`: of a collection only the place in it is named. */
function idOf(method: string, path: string): string {
  const parts = path.split('/');
  const named = parts.filter((part, at) => part.startsWith('{') || !parts[at + 1]?.startsWith('{'));
  const words = named.flatMap((part) => part.replaceAll(/[{}]/g, '').split('-'));
  return method.toLowerCase() + words.map(capital).join('');
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
const tagOf = ({ path }: Described): string => path.split('/')[0] ?? path;

type Known = { sent: Schemas; answered: Schemas };

function pathsOf(all: readonly Described[], { sent, answered }: Known): Record<string, object> {
  const paths: Record<string, Record<string, object>> = {};
  for (const one of all) {
    const { path, method, operation, name } = one;
    (paths[`/api/brands/{brand}/${path}`] ??= {})[method] = {
      operationId: name,
      tags: [tagOf(one)],
      summary: operation.summary,
      description: `For the role ${operation.role} of the brand, or a higher one.`,
      'x-role': operation.role,
      parameters: parametersOf(path, operation),
      ...(operation.body && { requestBody: requestBodyOf(operation, operation.body, sent) }),
      responses: responsesOf(operation, answered.refOf(operation.answer), hasTag(operation)),
    };
  }
  return paths;
}

const hasTag = ({ answer }: Operation): boolean =>
  answer instanceof z.ZodObject && 'revision' in answer.shape;

const requestBodyOf = ({ example }: Operation, body: z.ZodType, { refOf }: Schemas) => ({
  required: !body.safeParse(undefined).success,
  content: {
    'application/json': {
      schema: refOf(body),
      ...(example?.body !== undefined && { example: example.body }),
    },
  },
});
