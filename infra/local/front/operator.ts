import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { SignJWT, exportJWK, generateKeyPair, importJWK, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import * as z from 'zod';
import type { RouteModel } from '../template/model.ts';
import type { Claims } from './payload.ts';

const ALGORITHM = 'ES256';
const YEARS = 60 * 60 * 24 * 365;
/** The group of who may do everything, in every brand. */
export const EVERYTHING = '*.admin';
/** Long enough for years of moved time. */
const VALID_YEARS = 50;

const key = z.looseObject({
  kty: z.literal('EC'),
  crv: z.string(),
  x: z.string(),
  y: z.string(),
  d: z.string(),
});
type Key = z.infer<typeof key>;
type Authorizer = NonNullable<RouteModel['authorizer']>;

/** Stands in for Cognito: one key of its own, kept with the data, that signs the operator's token and checks tokens. */
export class Operator {
  private readonly key: Key;
  private readonly now: () => Date;

  private constructor(signingKey: Key, now: () => Date) {
    this.key = signingKey;
    this.now = now;
  }

  static async open(path: string, now: () => Date): Promise<Operator> {
    if (!existsSync(path)) {
      const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
      writeFileSync(path, JSON.stringify(await exportJWK(privateKey)), { mode: 0o600 });
    }
    return new Operator(key.parse(JSON.parse(readFileSync(path, 'utf8'))), now);
  }

  /** A token for these groups, shaped like an access token of Cognito; `name` is who bears it. */
  async sign({ issuer, audience }: Authorizer, groups: string[], name = 'local-operator'): Promise<string> {
    const seconds = Math.floor(this.now().getTime() / 1000);
    return new SignJWT({
      'cognito:groups': groups,
      client_id: audience[0],
      token_use: 'access',
      username: name,
    })
      .setProtectedHeader({ alg: ALGORITHM, kid: 'local' })
      .setIssuer(issuer)
      .setSubject(name)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + VALID_YEARS * YEARS)
      .sign(await importJWK(this.key, ALGORITHM));
  }

  /** The claims of a valid token as API Gateway hands them on, or nothing. */
  async check(header: string | undefined, { issuer, audience }: Authorizer): Promise<Claims | undefined> {
    const token = header?.replace(/^Bearer /i, '').trim();
    if (!token) return undefined;
    const { d: _secret, ...publicKey } = this.key;
    try {
      const { payload } = await jwtVerify(token, await importJWK(publicKey, ALGORITHM), {
        issuer,
        algorithms: [ALGORITHM],
        currentDate: this.now(),
        requiredClaims: ['exp'],
      });
      return isFor(payload, audience) ? flatten(payload) : undefined;
    } catch {
      return undefined;
    }
  }
}

/** Access tokens name the client in `client_id`, identity tokens in `aud`. */
function isFor(payload: JWTPayload, audience: string[]): boolean {
  const named = [payload.aud ?? payload['client_id']].flat();
  return named.some((name) => typeof name === 'string' && audience.includes(name));
}

/** API Gateway makes every claim a text; a list becomes `[a b]`. */
function flatten(payload: JWTPayload): Claims {
  const texts = Object.entries(payload).map(([name, value]) => [
    name,
    Array.isArray(value) ? `[${value.join(' ')}]` : String(value),
  ]);
  return Object.fromEntries(texts);
}
