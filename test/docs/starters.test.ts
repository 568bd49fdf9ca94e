import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { STARTERS } from '../../shared/starters/registry.ts';
import { anchorOf, renderStarters } from './starters.ts';

const page = new URL('../../docs/starters.md', import.meta.url);

it('docs/starters.md tells what the starters do; npm run docs writes it anew', async () => {
  expect(await readFile(page, 'utf8')).toBe(await renderStarters(STARTERS));
});

it('has links that lead somewhere, and nothing of Liquid', async () => {
  const text = await renderStarters(STARTERS);
  const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, name = '']) => anchorOf(name));
  const links = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, link]) => link);
  expect(links).toEqual(headings);
  expect(new Set(links).size).toBe(STARTERS.length);
  expect(text).not.toMatch(/\{[{%]/);
});
