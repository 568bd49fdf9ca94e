import { randomBytes } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import type { Brand, Source } from '../../shared/contract/brand.ts';
import { loadSourceSecrets, saveCredential, saveSourceSecrets } from '../../shared/clients/secrets.ts';
import { findPlatform } from '../../shared/sources/registry.ts';
import type { Platform } from '../../shared/sources/source.ts';
import { loadBrand, saveBrand } from '../../shared/store/brands.ts';
import { listEntries, putEntry } from '../../shared/store/entries.ts';
import { write } from '../../shared/store/requests.ts';
import { loadLive } from '../../shared/store/rules.ts';
import { iso } from '../../shared/domain/time/waits.ts';
import { loadSource, saveSource } from '../../shared/store/sources.ts';
import { seedTestAddress } from '../../shared/store/test-addresses.ts';
import { listVersions } from '../../shared/store/versions.ts';
import { entryOf } from '../../shared/work/life/state.ts';
import { publish } from '../../shared/work/publish.ts';
import { DEMO_BRANDS } from './demo/brands.ts';
import { demoRules, demoTemplates } from './demo/rules.ts';
import { DEMO_SOURCES, type DemoSource, publicCredentialOf, publicSecretOf } from './demo/sources.ts';

export type Seeded = { created: string[] };

/**
 * Creates what is missing of the demo and never changes what is there: pauses, edited rules and rotated secrets stay,
 * and live rules get none added. The published demo secrets are used only where `hooksUrl` is this very machine.
 * Anywhere else they would let anybody post orders and have mails sent at the operator's expense, so there every source
 * gets its own random one, and no credential.
 */
export async function seedDemo(hooksUrl: string): Promise<Seeded> {
  const created: string[] = [];
  for (const brand of DEMO_BRANDS) {
    created.push(...(await seedBrand(brand)));
    if (isThisMachine(hooksUrl)) created.push(...(await seedTestMailbox(brand.id)));
    const hooks = { url: `${hooksUrl}/${brand.id}`, isLocal: isThisMachine(hooksUrl) };
    const sources = await Promise.all(DEMO_SOURCES.map((source) => seedSource(brand.id, source, hooks)));
    created.push(...sources.flat(), ...(await seedRules(brand.id)));
  }
  return { created };
}

async function seedBrand(brand: Brand): Promise<string[]> {
  if (await loadBrand(brand.id)) return [];
  await saveBrand({ ...brand, narrow: true });
  return [`brand ${brand.id}`];
}

/** Where tests go at once: on this machine every mail comes into the inbox. */
async function seedTestMailbox(brand: string): Promise<string[]> {
  const at = iso(Temporal.Now.instant());
  const address = 'test@demo.example';
  const seed = { brand, address, state: 'confirmed', askedAt: at, confirmedAt: at } as const;
  return (await seedTestAddress(seed)) ? [`test address ${brand}/${address}`] : [];
}

type Hooks = { url: string; isLocal: boolean };

/** The secret first: a source without one would turn webhooks away. */
async function seedSource(brand: string, wish: DemoSource, hooks: Hooks): Promise<string[]> {
  const platform = findPlatform(wish.platform);
  if (!platform) return [];
  const address = `${hooks.url}/${platform.id}`;
  const settings = { ...wish.settings?.(address), ...(hooks.isLocal && wish.localSettings?.(address)) };
  const known = await loadSource(brand, platform.id);
  if (known) return hooks.isLocal ? followAddress(known, settings) : [];
  await keepSecret(brand, platform.id, hooks.isLocal ? publicSecretOf(wish) : randomSecret());
  if (hooks.isLocal) await keepCredential(brand, platform, wish);
  await saveSource({ brand, id: platform.id, platform: platform.id, settings });
  return [`source ${brand}/${platform.id}`];
}

async function keepCredential(brand: string, platform: Platform, wish: DemoSource): Promise<void> {
  if (platform.api ?? platform.backFill) await saveCredential(brand, platform.id, publicCredentialOf(wish));
}

async function keepSecret(brand: string, source: string, secret: string): Promise<void> {
  if ((await loadSourceSecrets(brand, source)).length === 0) await saveSourceSecrets(brand, source, [secret]);
}

/** The local system may come up at another port than before: addresses of this machine go with it. */
async function followAddress(known: Source, wished: Record<string, string>): Promise<string[]> {
  const moved = Object.entries(wished).filter(([name, value]) => {
    const before = known.settings[name] ?? '';
    return before !== value && isThisMachine(before) && isThisMachine(value);
  });
  if (moved.length > 0)
    await saveSource({ ...known, settings: { ...known.settings, ...Object.fromEntries(moved) } });
  return [];
}

async function seedRules(brand: string): Promise<string[]> {
  const live = await loadLive(brand);
  if (live.version > 0) return healTemplates(brand);
  const published = await publish({ brand, templates: demoTemplates(), rules: demoRules() });
  if (!published.ok)
    throw new Error(`The demo rules of ${brand} cannot be published: ${published.failure.message}`);
  return published.value.rules.map((rule) => `rule ${brand}/${rule.id}`);
}

/** Demos of the first days know of a template only while a live rule sends it: it would be gone with the last of them. */
async function healTemplates(brand: string): Promise<string[]> {
  const known = await listEntries(brand, 'template');
  const lost = demoTemplates().filter(({ id }) => !known.some((entry) => entry.id === id && entry.published));
  for (const { id } of lost) {
    const [newest] = await listVersions({ brand, kind: 'template', id });
    if (!newest) continue;
    const before = entryOf(known, { brand, kind: 'template', id, name: id });
    // Whoever edits it at this moment has the better entry, and it is healed at the next start.
    await write([putEntry({ ...before, revision: before.revision + 1, published: newest.version })]);
  }
  return [];
}

/** In the form that Standard Webhooks and Stripe ask for; the others take any text. */
const randomSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

function isThisMachine(url: string): boolean {
  return URL.canParse(url) && ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
}
