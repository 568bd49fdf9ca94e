import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFollowUp } from '../helpers/make.ts';
import { type TestPages, startPages, withoutTokens } from '../helpers/pages.ts';

let pages: TestPages;
let visit: TestPages['visit'];
let tokenOf: TestPages['unsubscribing'];
let suppressionOf: TestPages['suppressionOf'];

beforeAll(async () => {
  pages = await startPages();
  ({ visit, unsubscribing: tokenOf, suppressionOf } = pages);
});
afterAll(() => pages.cloud.stop());

const pageIn = (language: string) =>
  visit({ path: '/p/unsubscribe/x', headers: { 'Accept-Language': language } });

describe('the unsubscribe page', () => {
  it('changes nothing when it is only looked at, as mail scanners do', async () => {
    const path = `/p/unsubscribe/${tokenOf('looked-at')}`;
    for (const method of ['GET', 'HEAD']) expect((await visit({ method, path })).statusCode).toBe(200);
    const { body } = await visit({ path });
    expect(body).toContain('<form method="post"><button type="submit">Unsubscribe</button></form>');
    expect(await suppressionOf('looked-at')).toBeUndefined();
  });

  it.each([
    ['one-click', 'List-Unsubscribe=One-Click', 'one-click'],
    [
      'one-click-parts',
      '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n',
      'one-click',
    ],
    ['button', '', 'page'],
  ])('stops all mails of the brand when %s posts', async (who, body, how) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const { statusCode } = await visit({
      method: 'POST',
      path: `/p/unsubscribe/${tokenOf(who)}`,
      body,
      headers,
    });
    expect(statusCode).toBe(200);
    expect(await suppressionOf(who)).toMatchObject({
      brand: 'demo',
      contact: who,
      reason: 'unsubscribed',
      how,
    });
  });

  it('may be posted twice; the first time counts', async () => {
    const path = `/p/unsubscribe/${tokenOf('twice')}`;
    await visit({ method: 'POST', path });
    const first = await suppressionOf('twice');
    expect((await visit({ method: 'POST', path })).statusCode).toBe(200);
    expect(await suppressionOf('twice')).toEqual(first);
  });

  it('answers an invalid token exactly like a valid one, by the same calls', async () => {
    const path = (token: string): string => `/p/unsubscribe/${token}`;
    await visit({ method: 'POST', path: path('x') });
    for (const token of pages.badTokens('unsubscribe', 'victim'))
      for (const method of ['GET', 'POST']) {
        const good = () => visit({ method, path: path(tokenOf('oracle')) });
        const bad = () => visit({ method, path: path(token) });
        expect(withoutTokens(await bad())).toEqual(withoutTokens(await good()));
        expect(await pages.callsOf(bad)).toEqual(await pages.callsOf(good));
      }
    expect(await suppressionOf('victim')).toBeUndefined();
  });

  it('leads from there to the preferences, and a bad token to none', async () => {
    const leadsTo = async (token: string): Promise<string> => {
      const { body } = await visit({ method: 'POST', path: `/p/unsubscribe/${token}` });
      return /href="([^"?]+)\?lang=en"/.exec(body)?.[1] ?? '';
    };
    expect(await leadsTo(tokenOf('back'))).toBe(`/p/preferences/${pages.preferring('back')}`);
    for (const token of pages.badTokens('unsubscribe', 'victim'))
      await visit({ method: 'POST', path: await leadsTo(token), body: 'gets=dates' });
    expect(await suppressionOf('victim')).toBeUndefined();
  });

  it('speaks the language that the link names, else that of the browser, and says so', async () => {
    expect((await pageIn('de-CH,de;q=0.9,en;q=0.8')).body).toContain('<html lang="de">');
    expect((await pageIn('ja, fr;q=0.5')).body).toContain('Se désabonner');
    const ofLink = { path: '/p/unsubscribe/x', query: { lang: 'fr' }, headers: { 'accept-language': 'de' } };
    expect((await visit(ofLink)).body).toContain('<html lang="fr">');
    expect((await pageIn('es-MX')).headers).toMatchObject({ 'content-language': 'es' });
    expect((await pageIn('<script>')).body).toContain('<html lang="en">');
  });

  it('runs nothing, loads nothing, is not framed, cached or told on', async () => {
    const { body, headers } = await visit({ path: `/p/unsubscribe/${tokenOf('careful')}` });
    expect(body).not.toMatch(/<script|<img|<link|https?:|javascript:/i);
    expect(body).not.toContain(tokenOf('careful'));
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]+'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$/,
    );
  });

  it('says that it failed, as a page, when the ledger cannot be reached, so that mail providers try again', async () => {
    const respond = { status: 400, code: 'ValidationException', message: 'broken' };
    pages.cloud.gateway.faults.add({ service: 'dynamodb', operation: 'UpdateItem', respond });
    const page = await visit({ method: 'POST', path: `/p/unsubscribe/${tokenOf('unlucky')}` });
    expect(page.statusCode).toBe(500);
    expect(page.body).toContain('Please try again in a few minutes.');
    expect(page.headers['content-type']).toContain('text/html');
  });
});

describe('unsubscribing by a mail that says which it is', () => {
  const mail = { rule: 'thanks', subject: 'shopify/order/1001' };
  const query = { m: Buffer.from(`${mail.rule}/${mail.subject}`).toString('base64url') };
  const noted = async (contact: string) => {
    const { loadFollowUp } = await import('../../shared/store/follow-ups.ts');
    return (await loadFollowUp({ brand: 'demo', contact, ...mail }))?.unsubscribedAt;
  };
  const put = async (contact: string) => {
    const { followUpItem } = await import('../../shared/store/follow-ups.ts');
    const Item = followUpItem(makeFollowUp({ brand: 'demo', contact, ...mail, state: 'sent' }));
    await pages.cloud.table.send(new PutCommand({ TableName: pages.cloud.tableName, Item }));
  };
  const ways = {
    unsubscribe: (who: string) => ({
      path: `/p/unsubscribe/${tokenOf(who)}`,
      body: 'List-Unsubscribe=One-Click',
    }),
    preferences: (who: string) => ({ path: `/p/preferences/${pages.preferring(who)}`, body: 'gets=nothing' }),
  };

  it.each(['unsubscribe', 'preferences'] as const)(
    'is noted with it by %s, and the first time counts',
    async (way) => {
      const who = `by-${way}`;
      await put(who);
      const asked = { ...ways[way](who), query };
      await visit(asked);
      expect(await noted(who)).toBeUndefined();
      await visit({ ...asked, method: 'POST' });
      const first = await noted(who);
      expect(first).toMatch(/^20/);
      await visit({ ...asked, method: 'POST' });
      expect(await noted(who)).toBe(first);
      expect(await suppressionOf(who)).toMatchObject({ reason: 'unsubscribed' });
    },
  );

  it('is done all the same when there is no such mail, and noted with nobody else’s', async () => {
    await put('victim-of-figures');
    const { statusCode } = await visit({ ...ways.unsubscribe('stranger'), query, method: 'POST' });
    expect(statusCode).toBe(200);
    expect(await suppressionOf('stranger')).toMatchObject({ reason: 'unsubscribed' });
    const post = (token: string) => visit({ path: `/p/unsubscribe/${token}`, query, method: 'POST' });
    const good = await pages.callsOf(() => post(tokenOf('stranger')));
    for (const token of pages.badTokens('unsubscribe', 'victim-of-figures'))
      expect(await pages.callsOf(() => post(token))).toEqual(good);
    expect(await noted('victim-of-figures')).toBeUndefined();
  });

  it('is done also when that cannot be noted', async () => {
    const respond = { status: 400, code: 'ValidationException', message: 'broken' };
    const match = ({ body }: { body: Buffer }) => body.includes('unsubscribedAt');
    pages.cloud.gateway.faults.add({ service: 'dynamodb', match, respond });
    const { statusCode } = await visit({ ...ways.unsubscribe('unnoted'), query, method: 'POST' });
    expect(statusCode).toBe(200);
    expect(await suppressionOf('unnoted')).toMatchObject({ reason: 'unsubscribed' });
    pages.cloud.gateway.faults.clear();
  });
});

describe('an address that is not there', () => {
  it.each([
    '/p/',
    '/p/nothing',
    '/p/unsubscribe',
    '/p/unsubscribe/',
    '/p/unsubscribe/a/b',
    `/p/unsubscribe/${'a'.repeat(301)}`,
  ])('is a friendly 404: %s', async (path) => {
    const page = await visit({ path, headers: { 'accept-language': 'fr' } });
    expect(page.statusCode).toBe(404);
    expect(page.body).toContain('Il n’y a rien ici');
  });
});
