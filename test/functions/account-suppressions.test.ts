import {
  DeleteSuppressedDestinationCommand,
  GetSuppressedDestinationCommand,
  ListSuppressedDestinationsCommand,
  PutSuppressedDestinationCommand,
  SESv2Client,
} from '@aws-sdk/client-sesv2';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { Temporal } from 'temporal-polyfill';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { accessKeyOf } from '../../infra/local/gateway/credential.ts';
import type { Tended } from '../../functions/tend/handler.ts';
import { loadKey } from '../../shared/clients/secrets.ts';
import { suppressedBecause } from '../../shared/domain/ledger/reasons.ts';
import { contactId } from '../../shared/domain/people/identity.ts';
import { loadProgress, saveProgress } from '../../shared/store/account-suppressions.ts';
import { saveBrand } from '../../shared/store/brands.ts';
import { putContact } from '../../shared/store/planning.ts';
import { write } from '../../shared/store/requests.ts';
import { loadSuppression, suppress } from '../../shared/store/suppressions.ts';
import { type TestCloud, startCloud } from '../helpers/cloud.ts';
import { makeBrand, makeContact } from '../helpers/make.ts';

let cloud: TestCloud;
let tend: () => Promise<Tended>;
beforeAll(async () => {
  // With the permissions of the template: what it may not, it cannot do here either.
  cloud = await startCloud({ enforce: true });
  cloud.use('tend');
  process.env['LOG_LEVEL'] = 'info';
  ({ handler: tend } = await import('../../functions/tend/handler.ts'));
});
afterAll(() => cloud.stop());

/** Of a month of its own for each test: who there is is remembered for some seconds. */
let noon = Temporal.Instant.from('2027-03-01T12:00:00Z');
const goTo = (now: Temporal.Instant): void => {
  vi.useFakeTimers({ toFake: ['Date'], now: now.epochMilliseconds });
};
const at = (now: Temporal.Instant): Promise<Tended> => {
  goTo(now);
  return tend();
};
const asked = (): number =>
  cloud.gateway.requests.count({ service: 'sesv2', operation: 'ListSuppressedDestinations' });

let runs = 0;
let brand = '';
let logged = '';
beforeEach(async () => {
  runs += 1;
  noon = noon.add({ hours: 30 * 24 });
  brand = `brand-${runs}`;
  goTo(noon);
  await saveBrand(makeBrand({ id: brand }));
  // As if nobody had ever looked.
  await saveProgress({});
  logged = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    logged += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  cloud.gateway.faults.clear();
  cloud.mailAccount.suppressions.clear();
});

/** Somebody whom the brand knows. */
async function known(email: string): Promise<string> {
  const id = contactId(await loadKey('CONTACT_KEY_SECRET'), brand, { email });
  await write([putContact(makeContact({ brand, id, email }))]);
  return id;
}

/** On the list of SES, with so many strangers before. */
function list(address: string, { after, reason = 'BOUNCE' }: { after: number; reason?: string }): void {
  const { suppressions } = cloud.mailAccount;
  for (let n = 0; n < after; n++)
    suppressions.put(`stranger-${n}-${address}`, 'BOUNCE', new Date(noon.epochMilliseconds));
  suppressions.put(address, reason, new Date(noon.epochMilliseconds));
}

async function stopped(): Promise<number> {
  const { Count } = await cloud.table.send(
    new ScanCommand({
      TableName: cloud.tableName,
      FilterExpression: 'begins_with(pk, :pk)',
      ExpressionAttributeValues: { ':pk': `SUPPRESSED#${brand}#` },
      ConsistentRead: true,
    }),
  );
  return Count ?? 0;
}

test('of several pages those are stopped whom the brand knows, with the reason and who says so', async () => {
  const [ana, ben, cem] = [
    await known('ana@example.com'),
    await known('ben@xn--mller-kva.example'),
    await known('cem@example.com'),
  ];
  list('Ana@Example.com', { after: 0 });
  list('ben@müller.example', { after: 120, reason: 'COMPLAINT' });
  list('cem@example.com', { after: 120 });
  expect(await at(noon)).toMatchObject({ suppressed: 3, next: noon.add({ hours: 24 }).toString() });
  expect(await stopped()).toBe(3);
  expect(await loadSuppression(brand, ana)).toMatchObject({ reason: 'bounced', source: 'ses-account' });
  expect(suppressedBecause(await loadSuppression(brand, ben))).toBe(
    `The person reported a mail as unwanted on ${noon.toString().slice(0, 10)}, says the suppression list of the SES account.`,
  );
  expect(await loadSuppression(brand, cem)).toMatchObject({ reason: 'bounced' });
  expect(logged).toContain('suppression list of the account');
  expect(logged).not.toContain('@');
});

test('SES is asked once a day, and then for what is new, with a day behind', async () => {
  const before = asked();
  await at(noon);
  await at(noon.add({ hours: 23 }));
  expect(asked() - before).toBe(1);
  const ana = await known('ana@example.com');
  const old = await known('old@example.com');
  cloud.mailAccount.suppressions.put(
    'ana@example.com',
    'BOUNCE',
    new Date(noon.subtract({ hours: 23 }).epochMilliseconds),
  );
  cloud.mailAccount.suppressions.put(
    'old@example.com',
    'BOUNCE',
    new Date(noon.subtract({ hours: 25 }).epochMilliseconds),
  );
  expect(await at(noon.add({ hours: 24 }))).toMatchObject({ suppressed: 1 });
  expect(await loadSuppression(brand, ana)).toBeDefined();
  expect(await loadSuppression(brand, old)).toBeUndefined();
  // Whoever came to us after the list was read is found within the week.
  expect(await at(noon.add({ hours: 7 * 24 }))).toMatchObject({ suppressed: 1 });
  expect(await loadSuppression(brand, old)).toMatchObject({ reason: 'bounced' });
});

test('a look that is cut off goes on where it was, and the next day asks from its beginning on', async () => {
  const ana = await known('ana@example.com');
  const ben = await known('ben@example.com');
  list('ana@example.com', { after: 10 });
  list('ben@example.com', { after: 220 });
  const before = asked();
  cloud.gateway.faults.add({
    service: 'sesv2',
    match: ({ input }) => typeof input['NextToken'] === 'string',
    respond: { status: 403, code: 'AccessDeniedException' },
  });
  await expect(at(noon)).rejects.toThrow('AccessDenied');
  expect(await loadSuppression(brand, ana)).toBeDefined();
  expect(await loadSuppression(brand, ben)).toBeUndefined();
  expect(await loadProgress()).toMatchObject({ run: { cursor: expect.any(String) } });
  expect(asked() - before).toBe(2);
  expect(await at(noon.add({ minutes: 15 }))).toMatchObject({ suppressed: 1 });
  expect(asked() - before).toBe(4);
  expect(await loadSuppression(brand, ben)).toMatchObject({ reason: 'bounced' });
  expect(await loadProgress()).toEqual({ through: noon.toString(), wholeAt: noon.toString() });
});

test('where SES does not know the place any more, the look begins again and changes nothing twice', async () => {
  await known('ana@example.com');
  list('ana@example.com', { after: 0 });
  await saveProgress({ wholeAt: noon.toString(), run: { to: noon.toString(), cursor: 'of-yesterday' } });
  expect(await at(noon)).toMatchObject({ suppressed: 1 });
  await saveProgress({});
  expect(await at(noon)).toMatchObject({ suppressed: 0 });
});

test('what a mail of ours or the person told stays as it was told', async () => {
  const ana = await known('ana@example.com');
  const ben = await known('ben@example.com');
  await suppress({ brand, contact: ana, reason: 'complained', at: '2027-01-01T00:00:00.000Z' });
  await suppress({
    brand,
    contact: ben,
    reason: 'unsubscribed',
    at: '2027-01-01T00:00:00.000Z',
    how: 'page',
  });
  list('ana@example.com', { after: 0 });
  list('ben@example.com', { after: 0 });
  await at(noon);
  expect(await loadSuppression(brand, ana)).toEqual({
    brand,
    contact: ana,
    reason: 'complained',
    at: '2027-01-01T00:00:00.000Z',
  });
  // Both hold: were the person to come back, SES would still send nothing.
  expect(await loadSuppression(brand, ben)).toMatchObject({ reason: 'bounced', source: 'ses-account' });
});

test('the list of the local system takes and gives back as that of SES', async () => {
  const ses = new SESv2Client({
    endpoint: cloud.gateway.url,
    region: 'eu-central-1',
    credentials: { accessKeyId: accessKeyOf('admin'), secretAccessKey: 'local' },
  });
  const EmailAddress = 'o+neill@example.com';
  await ses.send(new PutSuppressedDestinationCommand({ EmailAddress, Reason: 'COMPLAINT' }));
  const { SuppressedDestination } = await ses.send(new GetSuppressedDestinationCommand({ EmailAddress }));
  expect(SuppressedDestination).toMatchObject({ EmailAddress, Reason: 'COMPLAINT' });
  const page = await ses.send(new ListSuppressedDestinationsCommand({ PageSize: 1 }));
  expect(page.SuppressedDestinationSummaries?.map((one) => one.EmailAddress)).toEqual([EmailAddress]);
  await ses.send(new DeleteSuppressedDestinationCommand({ EmailAddress }));
  await expect(ses.send(new GetSuppressedDestinationCommand({ EmailAddress }))).rejects.toThrow(/not on the/);
  ses.destroy();
});
