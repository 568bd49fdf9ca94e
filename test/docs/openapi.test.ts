import { readFile } from 'node:fs/promises';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, it } from 'vitest';
import { documentOf } from '../../functions/console/openapi/document.ts';
import { RESOURCES } from '../../functions/console/routes.ts';
import { renderOpenapi } from './openapi.ts';

it('docs/openapi.json tells what the API takes and answers; npm run docs writes it anew', async () => {
  const kept = await readFile(new URL('../../docs/openapi.json', import.meta.url), 'utf8');
  expect(kept).toBe(await renderOpenapi());
});

it('is a valid document of OpenAPI 3.1, whose references lead somewhere', async () => {
  const validator = new Validator();
  expect(await validator.validate(documentOf(RESOURCES))).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
  const text = JSON.stringify(documentOf(RESOURCES));
  const document: unknown = JSON.parse(text);
  const at = (path: string): unknown =>
    path
      .split('/')
      .slice(1)
      .reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], document);
  for (const [, path = ''] of text.matchAll(/"\$ref":"#([^"]+)"/g)) expect(at(path), path).toBeDefined();
});
