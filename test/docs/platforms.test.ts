import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { PLATFORMS } from '../../shared/sources/registry.ts';
import type { Platform } from '../../shared/sources/source.ts';
import { renderPlatforms } from './platforms.ts';

const page = new URL('../../docs/platforms.md', import.meta.url);

describe('docs/platforms.md', () => {
  it('tells what the sources do; npm run docs writes it anew', async () => {
    expect(await readFile(page, 'utf8')).toBe(await renderPlatforms(PLATFORMS));
  });

  it('tells how each is known, both ways where there are two', async () => {
    const text = await renderPlatforms(PLATFORMS);
    expect(text).toMatch(
      /\| \[Google Forms\].*\| signed with a secret that we make, or with a certificate +\|/,
    );
    expect(text).toMatch(/\| \[PayPal\].*\| signed with a certificate +\|/);
    expect(text).toMatch(/\| \[Jotform\].*\| a secret in the address +\|/);
  });

  it('has links that lead somewhere', async () => {
    const text = await renderPlatforms(PLATFORMS);
    const anchors = [...text.matchAll(/^## (.+)$/gm)].map(([, name = '']) =>
      name
        .toLowerCase()
        .replace(/[^\w\s-]/g, '')
        .replaceAll(' ', '-'),
    );
    const links = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, link]) => link);
    expect(links).toEqual(anchors);
    expect(links).toHaveLength(PLATFORMS.length);
  });
});

/** It may begin with the name of a topic. */
const SENTENCE = /^([A-Z“]|[a-z_]+[./][a-z_])[^\n]*[.!?]$/u;

/** All that a platform says to people. */
const saidBy = ({ setup, settings = [], topics }: Platform): string[] => [
  ...setup.steps,
  ...(setup.notes ?? []),
  ...settings.map(({ what }) => what),
  ...('shown' in setup.secret ? [setup.secret.shown] : []),
  ...(setup.credential ? [setup.credential] : []),
  ...Object.values(topics).flatMap((topic) => ('ignored' in topic ? [topic.ignored] : [])),
];

describe.each(PLATFORMS.map((platform) => [platform.id, platform] as const))('%s', (_, platform) => {
  it('says in whole sentences how it is connected', () => {
    expect(saidBy(platform).filter((sentence) => !SENTENCE.test(sentence))).toEqual([]);
    expect(platform.setup.steps.join(' ')).toContain('{address}');
  });

  it('names a credential where its API is asked, and only there', () => {
    const isAsked = platform.api !== undefined || platform.backFill !== undefined;
    expect(platform.setup.credential !== undefined).toBe(isAsked);
  });
});
