import { format } from 'prettier';
import { documentOf } from '../../functions/console/openapi/document.ts';
import { RESOURCES } from '../../functions/console/routes.ts';

/** The document that `GET /api/openapi.json` serves, as it lies in the repository. */
export const renderOpenapi = (): Promise<string> =>
  format(JSON.stringify(documentOf(RESOURCES)), { parser: 'json', printWidth: 110 });
