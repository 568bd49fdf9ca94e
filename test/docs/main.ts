import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PLATFORMS } from '../../shared/sources/registry.ts';
import { renderOpenapi } from './openapi.ts';
import { renderPlatforms } from './platforms.ts';

/** `npm run docs`: writes the pages that are made from the code. */
const openapi = join(import.meta.dirname, '../../docs/openapi.json');
await writeFile(openapi, await renderOpenapi());
console.log(openapi);

const page = join(import.meta.dirname, '../../docs/platforms.md');
await writeFile(page, await renderPlatforms(PLATFORMS));
console.log(page);
