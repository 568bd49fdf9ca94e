import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { requireEnv } from '../contract/env.ts';
import { ENV } from '../contract/names.ts';

/**
 * How long secrets are believed, so that a withdrawn one soon stops working; milliseconds by the date, since the
 * monotonic clock may stand still while Lambda freezes a container.
 */
const BELIEVED_FOR = 60_000;
/** How often failing signatures may make us ask again. */
const REFRESH_EVERY = 30_000;

/** One secret, or two while a new one is introduced, newest first; and what opens the platform's API, if need be. */
const sourceSecrets = z.object({
  secrets: z.array(z.string().min(1)).min(1).max(2),
  credential: z.string().min(1).optional(),
});
type Stored = { secrets: string[]; credential?: string | undefined };

type Known = { at: number; stored: Promise<Stored> };
const known = new Map<string, Known>();
const refreshedAt = new Map<string, number>();
const keys = new Map<string, Promise<string>>();

let client: SecretsManagerClient | undefined;

function manager(): SecretsManagerClient {
  client ??= new SecretsManagerClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 2000, throwOnRequestTimeout: true },
  });
  return client;
}

type LoadOptions = { refresh?: boolean };

/**
 * The active secrets of a source; none when it has none. `refresh` asks again, at most once in 30 s per source and
 * container: after a signature failed, for the shop may have changed its secret a moment ago.
 */
export async function loadSourceSecrets(
  brand: string,
  source: string,
  options: LoadOptions = {},
): Promise<string[]> {
  return (await load(secretName(brand, source), options)).secrets;
}

/** What opens the API of a source's platform; `undefined` when nobody has stored it. `refresh` as above. */
export async function loadCredential(
  brand: string,
  source: string,
  options: LoadOptions = {},
): Promise<string | undefined> {
  return (await load(secretName(brand, source), options)).credential;
}

function load(name: string, options: LoadOptions): Promise<Stored> {
  const hit = known.get(name);
  const now = Date.now();
  const mayRefresh = options.refresh === true && now - (refreshedAt.get(name) ?? -Infinity) >= REFRESH_EVERY;
  if (mayRefresh) refreshedAt.set(name, now);
  if (hit && !mayRefresh && now - hit.at < BELIEVED_FOR) return hit.stored;
  // While the secrets cannot be read, those known before stay good: an order must not be lost over it.
  const stored = readStored(name).catch((error: unknown) => {
    if (hit) return hit.stored;
    throw error;
  });
  known.set(name, { at: now, stored });
  stored.catch(() => known.delete(name));
  return stored;
}

/** How they stand at this very moment, for whoever is about to change them. */
export const readSourceSecrets = (brand: string, source: string): Promise<Stored> =>
  readStored(secretName(brand, source));

/** Stores the active secrets of a source, newest first. Its credential stays. */
export async function saveSourceSecrets(brand: string, source: string, secrets: string[]): Promise<void> {
  const name = secretName(brand, source);
  await store(name, { ...(await readStored(name)), secrets });
}

/** Stores what opens the platform's API. Throws for a source that has no secret yet: that comes first. */
export async function saveCredential(brand: string, source: string, credential: string): Promise<void> {
  const name = secretName(brand, source);
  await store(name, { ...(await readStored(name)), credential });
}

async function store(name: string, stored: Stored): Promise<void> {
  const SecretString = JSON.stringify(sourceSecrets.parse(stored));
  try {
    await manager().send(new PutSecretValueCommand({ SecretId: name, SecretString }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    await manager().send(new CreateSecretCommand({ Name: name, SecretString }));
  }
  known.delete(name);
}

/** The permanent key of contact ids, read once a container. */
export function loadKey(name: 'CONTACT_KEY_SECRET'): Promise<string> {
  const hit = keys.get(name);
  if (hit) return hit;
  const key = readKey(requireEnv(name));
  keys.set(name, key);
  key.catch(() => keys.delete(name));
  return key;
}

/** The first one signs; links that any of them has signed are good. */
export type LinkKeys = readonly [string, ...string[]];
let linkKeys: { at: number; keys: Promise<LinkKeys> } | undefined;

/** The keys of links, between spaces in one secret, at most a minute old: how they are changed stands in the runbook. */
export function loadLinkKeys(): Promise<LinkKeys> {
  const hit = linkKeys;
  const now = Date.now();
  if (hit && now - hit.at < BELIEVED_FOR) return hit.keys;
  // While they cannot be read, those known before stay good: somebody wants to unsubscribe.
  const read = readLinkKeys().catch((error: unknown) => {
    linkKeys = undefined;
    if (hit) return hit.keys;
    throw error;
  });
  linkKeys = { at: now, keys: read };
  return read;
}

async function readLinkKeys(): Promise<LinkKeys> {
  const [first, ...others] = (await readKey(requireEnv(ENV.linkKey))).trim().split(/\s+/);
  if (!first) throw new Error('The key of links is empty: no link could be signed.');
  return [first, ...others];
}

async function readKey(SecretId: string): Promise<string> {
  const { SecretString } = await manager().send(new GetSecretValueCommand({ SecretId }));
  if (!SecretString) throw new Error('The key is empty: neither people nor links could be told apart.');
  return SecretString;
}

async function readStored(SecretId: string): Promise<Stored> {
  try {
    const { SecretString } = await manager().send(new GetSecretValueCommand({ SecretId }));
    return sourceSecrets.parse(JSON.parse(SecretString ?? '{}'));
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return { secrets: [] };
    throw error;
  }
}

const secretName = (brand: string, source: string): string =>
  `${requireEnv(ENV.sourceSecrets)}${brand}/${source}`;
