import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PLATFORMS } from '../../shared/sources/registry.ts';
import { renderPlatforms } from './platforms.ts';

/** `npm run docs`: writes the pages that are made from the code. */
const page = join(import.meta.dirname, '../../docs/platforms.md');
await writeFile(page, await renderPlatforms(PLATFORMS));
console.log(page);
