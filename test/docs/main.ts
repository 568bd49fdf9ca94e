import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PLATFORMS } from '../../shared/sources/registry.ts';
import { STARTERS } from '../../shared/starters/registry.ts';
import { renderPlatforms } from './platforms.ts';
import { renderStarters } from './starters.ts';

/** `npm run docs`: writes the pages that are made from the code. */
const pages = {
  'platforms.md': await renderPlatforms(PLATFORMS),
  'starters.md': await renderStarters(STARTERS),
};
for (const [name, text] of Object.entries(pages)) {
  const path = join(import.meta.dirname, '../../docs', name);
  await writeFile(path, text);
  console.log(path);
}
