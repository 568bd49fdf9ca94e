import * as z from 'zod';
import { saveCredential, saveSourceSecrets } from '../clients/secrets.ts';
import type { Source } from '../contract/brand.ts';
import { id } from '../contract/primitives.ts';
import { type Failure, type Result, fail, ok } from '../contract/result.ts';
import { CALENDAR } from '../domain/time/calendar.ts';
import { PLATFORMS, findPlatform } from '../sources/registry.ts';
import type { Platform, Setting } from '../sources/source.ts';
import { loadBrand } from '../store/brands.ts';
import { createSource, loadSource } from '../store/sources.ts';
import { checkSettings, fillSettings, findStrange, missingSettings } from './check-settings.ts';
import { type Guide, guideOf } from './guide.ts';
import { checkSecret, makeSecret } from './secret-forms.ts';

/** What an operator asks for. `dryRun` checks all and writes nothing. */
export const connection = z.strictObject({
  platform: z.string().max(32),
  id: id.optional(),
  secret: z.string().max(1000).optional(),
  credential: z.string().min(1).max(4000).optional(),
  settings: z.record(z.string().max(50), z.string().trim().min(1).max(500)).default({}),
  dryRun: z.boolean().default(false),
});
export type Connection = z.infer<typeof connection>;

export type ConnectFailure = Failure<'invalid' | 'conflict' | 'not-found'>;

/** `secret` is there only when we made it: this is the one time it is shown. `missing` tells a dry run what to set. */
export type Connected = { source: Source; guide: Guide; secret?: string; missing?: Setting[] };

/**
 * Connects a platform to a brand. `hooks` is the address of the brand's webhooks, without the source. The source is
 * written first and only where none of its name is: a second one can so never replace the secret of the first. Should
 * the secret then not be kept, its webhooks are refused until `startRotation` gives it one.
 */
export async function connectSource(
  brand: string,
  wish: Connection,
  hooks: string,
): Promise<Result<Connected, ConnectFailure>> {
  const door = await findDoor(brand, wish, hooks);
  if (!door.ok) return door;
  const { platform, source, address } = door.value;
  if (wish.dryRun) return (await loadSource(brand, source.id)) ? taken(source) : ok(preview(door.value));
  if (!(await createSource(source))) return taken(source);
  const made = wish.secret === undefined ? makeSecret(platform) : undefined;
  await keep(source, wish.secret ?? made, wish.credential);
  const guide = guideOf(platform, address, made);
  return ok({ source, guide, ...(made !== undefined && { secret: made }) });
}

const preview = ({ platform, source, address }: Door): Connected => ({
  source,
  guide: guideOf(platform, address),
  missing: missingSettings(platform, source.settings),
});

const taken = ({ id: name }: Source): ReturnType<typeof fail<'conflict'>> =>
  fail('conflict', `This brand has a source "${name}" already. Give the new one another id.`);

type Door = { platform: Platform; source: Source; address: string };

async function findDoor(
  brand: string,
  wish: Connection,
  hooks: string,
): Promise<Result<Door, ConnectFailure>> {
  const platform = findPlatform(wish.platform);
  if (!platform) return fail('invalid', unknownPlatform(wish.platform));
  if (!(await loadBrand(brand))) return fail('not-found', 'There is no such brand.');
  const name = wish.id ?? platform.id;
  const address = `${hooks}/${name}`;
  const settings = fillSettings(platform, wish.settings, address);
  const source = { brand, id: name, platform: platform.id, settings };
  const problem = name === CALENDAR ? OF_THE_CALENDAR : findProblem(platform, source, wish);
  return problem ? fail('invalid', problem) : ok({ platform, source, address });
}

const OF_THE_CALENDAR = `"${CALENDAR}" is the name under which the calendar tells its days. Give the source another id.`;

async function keep({ brand, id: name }: Source, secret?: string, credential?: string): Promise<void> {
  if (secret !== undefined) await saveSourceSecrets(brand, name, [secret]);
  if (credential !== undefined) await saveCredential(brand, name, credential);
}

const unknownPlatform = (name: string): string => {
  const close = PLATFORMS.map((platform) => platform.id).join(', ');
  return `There is no platform "${name.slice(0, 32)}". These are known: ${close}.`;
};

/** The first thing that stands in the way, in words for the operator; it never quotes a secret. */
function findProblem(
  platform: Platform,
  { settings }: Source,
  { secret, credential, dryRun }: Connection,
): string | undefined {
  if (secret === undefined && credential !== undefined && 'shown' in platform.setup.secret)
    return `The credential is kept beside the secret, so it needs the secret of ${platform.name} too.`;
  if (credential !== undefined && !platform.api && !platform.backFill)
    return `${platform.name} is never asked for more than its webhooks tell: it takes no credential.`;
  const weak = secret === undefined ? undefined : checkSecret(platform, secret);
  return (dryRun ? findStrange : checkSettings)(platform, settings) ?? weak;
}
