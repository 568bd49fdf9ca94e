import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestConsole, startConsole } from '../helpers/console.ts';

let house: TestConsole;
let call: TestConsole['call'];
beforeAll(async () => {
  house = await startConsole();
  ({ call } = house);
});
afterAll(() => house.stop());

const why = 'Our new colours';
const revisionNow = async () => Number((await call('GET', 'settings')).body['revision']);
const set = async (body: object, asking: { role?: string; revision?: number } = {}) =>
  call('PATCH', 'settings/look', { revision: await revisionNow(), body: { why, ...body }, ...asking });
const lookNow = async () => (await call('GET', 'settings')).body['look'];

const LOGO = { url: 'https://shop.example/logo.png', alt: 'Kettle & Co' };

describe('the look of the mails', () => {
  it('is set part by part, stays as it is where nothing is named, and is taken away by null', async () => {
    expect(
      await set({ logo: LOGO, accent: '#1F6F54', postalAddress: 'Ahornallee 12, Berlin' }),
    ).toMatchObject({
      status: 200,
      body: {
        look: { logo: { ...LOGO, width: 140 }, accent: '#1f6f54' },
        postalAddress: 'Ahornallee 12, Berlin',
      },
    });
    await set({ page: '#0b2545' });
    expect(await lookNow()).toEqual({ logo: { ...LOGO, width: 140 }, accent: '#1f6f54', page: '#0b2545' });
    await set({ logo: null, accent: null, page: null });
    expect(await lookNow()).toBeUndefined();
    expect((await call('GET', 'settings')).body).toMatchObject({ postalAddress: 'Ahornallee 12, Berlin' });
  });

  it('stands in the audit', async () => {
    await set({ accent: '#8a2b2b' });
    const { items } = (await call('GET', 'audit')).body;
    expect(items).toMatchObject({ 0: { act: 'settings', why, by: 'ina' } });
    expect(JSON.stringify(items)).toContain('#8a2b2b');
  });

  it('is refused where people could not read it, with a colour that they could, and nothing is changed', async () => {
    const before = await lookNow();
    const refused = await set({ accent: '#ffcc00', page: '#101010' });
    expect(refused.status).toBe(400);
    expect(JSON.stringify(refused.body)).toMatch(
      /#ffcc00 can hardly be read.*contrast is 1\.5.*for instance #/,
    );
    expect(await lookNow()).toEqual(before);
  });

  it.each([
    [{ logo: { ...LOGO, url: 'http://shop.example/logo.png' } }, 'begins with https://'],
    [{ logo: { ...LOGO, url: 'https://shop.example/logo.svg?v=2' } }, 'mail programs show no SVG'],
    [{ logo: { url: LOGO.url, alt: '  ' } }, 'alt'],
    [{ accent: 'green' }, 'six hexadecimal digits'],
    [{}, 'Name "logo", "accent"'],
    [{ colour: '#123456' }, 'colour'],
  ])('refuses %j', async (body, words) => {
    const refused = await set(body);
    expect(refused.status).toBe(400);
    expect(JSON.stringify(refused.body).replaceAll('\\"', '"')).toContain(words);
  });

  it('is for admins, and never goes over what somebody else changed meanwhile', async () => {
    expect(await set({ accent: '#1f6f54' }, { role: 'editor' })).toMatchObject({ status: 403 });
    expect(await set({ accent: '#1f6f54' }, { revision: 0 })).toMatchObject({ status: 409 });
  });
});
