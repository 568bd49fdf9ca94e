import { randomBytes } from 'node:crypto';
import type { Brand } from '../../shared/contract/brand.ts';
import { loadSourceSecrets, saveSourceSecrets } from '../../shared/clients/secrets.ts';
import { loadBrand, saveBrand } from '../../shared/store/brands.ts';
import { loadLive } from '../../shared/store/rules.ts';
import { loadSource, saveSource } from '../../shared/store/sources.ts';
import { publish } from '../../shared/work/publish.ts';
import { DEMO_BRANDS, DEMO_SOURCES } from './demo/brands.ts';
import { DEMO_RULES } from './demo/rules.ts';
import { demoTemplates } from './demo/templates.ts';

export type Seeded = { created: string[] };

/**
 * Creates what is missing of the demo and never changes what is there: pauses, edited rules and rotated secrets stay.
 * The published demo secrets are used only where `hooksUrl` is this very machine. Anywhere else they would let
 * anybody post orders and have mails sent at the operator's expense, so there every source gets its own random one.
 */
export async function seedDemo(hooksUrl: string): Promise<Seeded> {
  const created: string[] = [];
  for (const brand of DEMO_BRANDS) {
    created.push(...(await seedBrand(brand)));
    for (const { platform, publicSecret } of DEMO_SOURCES) {
      const secret = isThisMachine(hooksUrl) ? publicSecret : randomSecret();
      created.push(...(await seedSource(brand.id, platform, secret)));
    }
    created.push(...(await seedRules(brand.id)));
  }
  return { created };
}

async function seedBrand(brand: Brand): Promise<string[]> {
  if (await loadBrand(brand.id)) return [];
  await saveBrand(brand);
  return [`brand ${brand.id}`];
}

/** The secret first: a source without one would turn webhooks away. */
async function seedSource(brand: string, platform: string, secret: string): Promise<string[]> {
  if (await loadSource(brand, platform)) return [];
  if ((await loadSourceSecrets(brand, platform)).length === 0)
    await saveSourceSecrets(brand, platform, [secret]);
  await saveSource({ brand, id: platform, platform, settings: {} });
  return [`source ${brand}/${platform}`];
}

async function seedRules(brand: string): Promise<string[]> {
  const live = await loadLive(brand);
  if (live.version > 0) return [];
  const published = await publish({ brand, templates: demoTemplates(), rules: [...DEMO_RULES] });
  if (!published.ok)
    throw new Error(`The demo rules of ${brand} cannot be published: ${published.failure.message}`);
  return published.value.rules.map((rule) => `rule ${brand}/${rule.id}`);
}

/** In the form that Standard Webhooks and Stripe ask for; the others take any text. */
const randomSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

function isThisMachine(url: string): boolean {
  return URL.canParse(url) && ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
}
