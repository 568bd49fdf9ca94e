import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prefer, suppress } from '../../shared/store/suppressions.ts';
import { type TestPages, startPages } from '../helpers/pages.ts';

let pages: TestPages;
let visit: TestPages['visit'];
beforeAll(async () => {
  pages = await startPages();
  ({ visit } = pages);
});
afterAll(() => pages.cloud.stop());

const pathOf = (contact: string): string => `/p/preferences/${pages.preferring(contact)}`;
const choose = (contact: string, gets: string) =>
  visit({ method: 'POST', path: pathOf(contact), body: `gets=${gets}` });
const AT = '2026-11-22T09:00:00.000Z';

describe('the page of preferences', () => {
  it('changes nothing when it is only looked at, and shows nothing of what is known', async () => {
    const before = await visit({ path: pathOf('looker') });
    expect(await pages.suppressionOf('looker')).toBeUndefined();
    await choose('looker', 'dates');
    for (const method of ['GET', 'HEAD'])
      expect(await visit({ method, path: pathOf('looker') })).toEqual(before);
    expect(before.body).not.toContain('checked');
  });

  it.each(['all', 'less', 'thanks', 'dates'] as const)('keeps the choice of %s, and when', async (gets) => {
    expect((await choose(`who-${gets}`, gets)).statusCode).toBe(200);
    const { preference, reason } = (await pages.suppressionOf(`who-${gets}`)) ?? {};
    expect({ reason, ...preference }).toEqual({ reason: undefined, gets, at: expect.any(String) });
  });

  it('unsubscribes who wants nothing', async () => {
    await choose('nothing', 'nothing');
    expect(await pages.suppressionOf('nothing')).toMatchObject({ reason: 'unsubscribed', how: 'page' });
  });

  it('lets a person who unsubscribed come back in part, and go again', async () => {
    await visit({ method: 'POST', path: `/p/unsubscribe/${pages.unsubscribing('wavers')}` });
    await choose('wavers', 'dates');
    expect(await pages.suppressionOf('wavers')).toEqual({
      brand: 'demo',
      contact: 'wavers',
      preference: { gets: 'dates', at: expect.any(String) },
    });
    await visit({ method: 'POST', path: `/p/unsubscribe/${pages.unsubscribing('wavers')}` });
    expect(await pages.suppressionOf('wavers')).toMatchObject({ reason: 'unsubscribed' });
  });

  it.each(['', 'gets=', 'gets=everything', 'gets[]=all', 'other=all', `gets=all${'x'.repeat(5000)}`])(
    'asks again, changing nothing, when "%s" is posted',
    async (body) => {
      const page = await visit({ method: 'POST', path: pathOf('unsure'), body });
      expect(page.statusCode).toBe(400);
      expect(page.body).toContain('<p class="alert" role="alert">Nothing is saved yet');
      expect(await pages.suppressionOf('unsure')).toBeUndefined();
    },
  );

  it('answers an invalid token exactly like a valid one, by the same calls', async () => {
    for (const gets of ['dates', 'nothing', 'what'])
      for (const token of pages.badTokens('preferences', 'victim'))
        for (const method of ['GET', 'POST']) {
          const at = (path: string) => () => visit({ method, path, body: `gets=${gets}` });
          const [good, bad] = [at(pathOf('oracle')), at(`/p/preferences/${token}`)];
          expect(await bad()).toEqual(await good());
          expect(await pages.callsOf(bad)).toEqual(await pages.callsOf(good));
        }
    expect(await pages.suppressionOf('victim')).toBeUndefined();
  });

  it.each([
    ['de', 'Nur Glückwünsche'],
    ['fr', 'Seulement les vœux'],
    ['es', 'Solo felicitaciones'],
    ['en', 'Only wishes'],
  ])('speaks %s, the language of the link', async (lang, words) => {
    const { body, headers } = await visit({ path: pathOf('x'), query: { lang } });
    expect(body).toContain(words);
    expect(headers['content-language']).toBe(lang);
  });
});

describe('what stops a mailbox', () => {
  const suppressed = (contact: string) => pages.suppressionOf(contact);

  it.each(['bounced', 'complained'] as const)(
    '(%s) is not undone by a choice, nor undoes it',
    async (reason) => {
      const who = { brand: 'demo', contact: reason };
      await prefer({ ...who, preference: { gets: 'less', at: AT } });
      await suppress({ ...who, reason, at: AT });
      await choose(reason, 'all');
      expect(await suppressed(reason)).toMatchObject({ reason, at: AT, preference: { gets: 'all' } });
      await suppress({ ...who, reason: 'unsubscribed', at: '2026-11-23T09:00:00.000Z' });
      expect(await suppressed(reason)).toMatchObject({ reason, at: AT });
    },
  );

  it('of the first days is taken back by the person, too', async () => {
    const Item = { pk: 'SUPPRESSED#demo#old', sk: 'EMAIL', brand: 'demo', contact: 'old', at: AT };
    const { PutCommand } = await import('@aws-sdk/lib-dynamodb');
    const TableName = pages.cloud.tableName;
    await pages.cloud.table.send(new PutCommand({ TableName, Item: { ...Item, reason: 'unsubscribed' } }));
    expect(await suppressed('old')).toMatchObject({ reason: 'unsubscribed', at: AT });
    await choose('old', 'thanks');
    expect(await suppressed('old')).toMatchObject({ preference: { gets: 'thanks' } });
    expect((await suppressed('old'))?.reason).toBeUndefined();
  });
});

describe('the keys of links', () => {
  it('are changed without losing a link', async () => {
    const { PutSecretValueCommand, GetSecretValueCommand, SecretsManagerClient } =
      await import('@aws-sdk/client-secrets-manager');
    const secrets = new SecretsManagerClient({});
    const SecretId = process.env['LINK_KEY_SECRET'];
    const { SecretString: old } = await secrets.send(new GetSecretValueCommand({ SecretId }));
    const made = pathOf('long-ago');
    await secrets.send(new PutSecretValueCommand({ SecretId, SecretString: `${'n'.repeat(64)} ${old}` }));
    const { vi } = await import('vitest');
    vi.useFakeTimers({ now: Date.now() + 61_000, toFake: ['Date'] });
    try {
      await visit({ method: 'POST', path: made, body: 'gets=thanks' });
      const { loadLinkKeys } = await import('../../shared/clients/secrets.ts');
      expect(await loadLinkKeys()).toEqual(['n'.repeat(64), old]);
    } finally {
      vi.useRealTimers();
    }
    expect(await pages.suppressionOf('long-ago')).toMatchObject({ preference: { gets: 'thanks' } });
  });
});
