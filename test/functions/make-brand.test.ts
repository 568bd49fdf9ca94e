import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestConsole, startConsole } from '../helpers/console.ts';

let console_: TestConsole;
beforeAll(async () => (console_ = await startConsole()));
afterAll(() => console_.stop());

const WISH = {
  name: 'Kettle & Co',
  sender: { name: 'Kettle & Co', address: 'hello@news.demo.example' },
  postalAddress: 'Way 1, 14050 Berlin',
  locale: 'pt-BR',
  timezone: 'europe/berlin',
  why: 'The second shop',
};
const make = (brand: string, over: object = {}) =>
  console_.call('POST', 'brand', { brand, body: { ...WISH, ...over } });

describe('making a brand', () => {
  it('writes it into the list of brands, with its line in the audit', async () => {
    expect(await make('kettles')).toMatchObject({
      status: 201,
      body: { id: 'kettles', timezone: 'Europe/Berlin', paused: false },
    });
    expect(await console_.call('GET', 'settings', { brand: 'kettles' })).toMatchObject({
      status: 200,
      body: { sender: WISH.sender, revision: 1 },
    });
    const { body } = await console_.call('GET', 'audit', { brand: 'kettles' });
    expect(body['items']).toMatchObject([{ act: 'settings', by: 'ina', why: 'The second shop' }]);
  });

  it('is seen by whoever knows the list, which is read again only then', async () => {
    const { listBrands } = await import('../../shared/store/brands.ts');
    const queries = () => console_.cloud.gateway.requests.count({ operation: 'Query' });
    await listBrands();
    const before = queries();
    expect(await listBrands()).not.toContain('fresh');
    expect(queries()).toBe(before);
    await make('fresh');
    expect(await listBrands()).toContain('fresh');
  });

  it('is made though another one gets into the list at the same moment', async () => {
    console_.cloud.gateway.faults.add({
      service: 'dynamodb',
      operation: 'TransactWriteItems',
      respond: {
        code: 'TransactionCanceledException',
        extra: {
          CancellationReasons: ['None', 'None', 'TransactionConflict', 'None'].map((Code) => ({ Code })),
        },
      },
    });
    expect(await make('neighbour')).toMatchObject({ status: 201 });
  });

  it('of two at once makes one, and leaves the one that is there alone', async () => {
    const both = await Promise.all([make('twice'), make('twice', { name: 'Other' })]);
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409]);
    const won = both.find(({ status }) => status === 201);
    const { body } = await console_.call('GET', 'settings', { brand: 'twice' });
    expect(body['name']).toBe(won?.body['name']);
  });

  it.each([
    [
      'a sender outside the verified domain',
      { sender: { name: 'X', address: 'a@notdemo.example' } },
      /sender is of notdemo.*use an address of demo\.example/,
    ],
    ['answers outside of it', { replyTo: 'me@gmail.com' }, /reply-to address is of gmail\.com/],
    ['a zone that there is not', { timezone: 'Europe/Berlinn' }, /no time zone/],
    ['a language that there is not', { locale: 'xx-nonsense' }, /no language/],
    ['a name with a line break', { name: 'Kettle\nBcc: a@b.example' }, /one line/],
    ['no postal address', { postalAddress: ' ' }, /postalAddress/],
  ])('is refused with %s', async (_, over, detail) => {
    expect(await make('never', over)).toMatchObject({
      status: 400,
      body: { detail: expect.stringMatching(detail) },
    });
    expect(await console_.call('GET', 'settings', { brand: 'never' })).toMatchObject({ status: 404 });
  });

  it('a dry run says what it would be, and makes nothing', async () => {
    expect(await make('dry', { dryRun: true })).toMatchObject({ status: 201 });
    expect(await console_.call('GET', 'settings', { brand: 'dry' })).toMatchObject({ status: 404 });
  });
});
