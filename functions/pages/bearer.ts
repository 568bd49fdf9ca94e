import { loadLinkKeys } from '../../shared/clients/secrets.ts';
import { type Link, decoyToken, preferencesToken, readToken } from '../../shared/domain/message/links.ts';

/** Whose link it is; nobody's, where the token is not good for this. */
export type Bearer = { brand: string; contact: string; isSomebody: boolean };

/** No brand has such a name. */
export const NOBODY: Bearer = { brand: '-', contact: 'nobody', isSomebody: false };

/**
 * Who holds this token, for one purpose. With a bad one the same is done for nobody, by the same calls: neither the answer
 * nor the time that it takes tells which tokens are good.
 */
export async function bearerOf(token: string, purpose: Link['purpose']): Promise<Bearer> {
  const link = readToken(await loadLinkKeys(), token);
  return link?.purpose === purpose ? { brand: link.brand, contact: link.contact, isSomebody: true } : NOBODY;
}

/** The token of the way from one page to the preferences; of nobody it opens nothing. */
export async function preferencesOf({ isSomebody, ...of }: Bearer, token: string): Promise<string> {
  const [key] = await loadLinkKeys();
  return isSomebody ? preferencesToken(key, of) : decoyToken(key, token);
}
