import { loadLinkKeys } from '../../clients/secrets.ts';
import type { Brand } from '../../contract/brand.ts';
import { requireEnv } from '../../contract/env.ts';
import type { Deed } from '../../contract/life.ts';
import { ENV } from '../../contract/names.ts';
import { type Failure, type Result, fail, ok } from '../../contract/result.ts';
import type { TestAddress } from '../../contract/test-address.ts';
import { CODE_HOURS, addressCode, testLinks } from '../../domain/message/links.ts';
import { maskEmail } from '../../domain/people/identity.ts';
import { putAudit } from '../../store/audit.ts';
import { write } from '../../store/requests.ts';
import { listTestAddresses, loadTestAddress, putTestAddress } from '../../store/test-addresses.ts';
import { record } from '../life/flip.ts';
import { postTest } from './post.ts';

/** A brand has a few people who look at its mails. */
const MOST_ADDRESSES = 20;

type Of = { brand: Brand; address: string; deed: Deed };

/** Sends a code to an address that somebody wants tests at. Until it is said here, nothing else goes there. */
export async function askAddress({
  brand,
  address,
  deed,
}: Of): Promise<Result<TestAddress, Failure<'conflict' | 'too-many' | 'platform-fault'>>> {
  const known = await listTestAddresses(brand.id);
  const before = known.find((one) => one.address === address);
  if (before?.state === 'confirmed') return ok(before);
  if (!before && known.length >= MOST_ADDRESSES)
    return fail('conflict', `${MOST_ADDRESSES} test addresses are the most: remove one first.`);
  const asked: TestAddress = { brand: brand.id, address, state: 'asked', askedAt: deed.at };
  const [key] = await loadLinkKeys();
  const code = addressCode(key, asked);
  const text = `Somebody of ${brand.name} wants test mails to come here.\n\nIf that is all right, this is the code to tell them: ${code}\n\nIt counts for ${CODE_HOURS} hours. If nobody asked you, do nothing: then no tests come.`;
  const base = requireEnv(ENV.pagesUrl);
  const { unsubscribeUrl } = testLinks({ base, key, locale: brand.locale }, brand.id);
  const subject = 'May tests come here?';
  const sent = await postTest(brand, address, { subject, text, html: asHtml(text), unsubscribeUrl });
  if (!sent.ok) return sent;
  await save(asked, deed, { after: `${maskEmail(address)} asked` });
  return ok(asked);
}

const asHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .split('\n\n')
    .map((part) => `<p>${part}</p>`)
    .join('\n');

/** Lets tests go to an address whose code somebody knows. */
export async function confirmAddress({
  brand,
  address,
  code,
  deed,
}: Of & { code: string }): Promise<Result<TestAddress, Failure<'not-found' | 'invalid'>>> {
  const asked = await loadTestAddress(brand.id, address);
  if (!asked || asked.state === 'removed')
    return fail('not-found', 'Nobody asked for this address: add it first.');
  if (asked.state === 'confirmed') return ok(asked);
  const age = Date.parse(deed.at) - Date.parse(asked.askedAt);
  const keys = await loadLinkKeys();
  const isRight = keys.some((key) => plain(code) === plain(addressCode(key, asked)));
  if (!isRight || age > CODE_HOURS * 3_600_000)
    return fail('invalid', `This is not the code, or it is older than ${CODE_HOURS} hours: add it again.`);
  const confirmed: TestAddress = { ...asked, state: 'confirmed', confirmedAt: deed.at };
  await save(confirmed, deed, { after: `${maskEmail(address)} confirmed` });
  return ok(confirmed);
}

/** As people type it: in any case, with or without the hyphen. */
const plain = (code: string): string => code.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');

export async function removeAddress({
  brand,
  address,
  deed,
}: Of): Promise<Result<TestAddress, Failure<'not-found'>>> {
  const known = await loadTestAddress(brand.id, address);
  if (!known || known.state === 'removed') return fail('not-found', 'This is no test address of the brand.');
  const removed: TestAddress = { ...known, state: 'removed' };
  await save(removed, deed, { before: maskEmail(address) });
  return ok(removed);
}

/** The address and its line in the audit, or neither. */
async function save(
  after: TestAddress,
  deed: Deed,
  said: { before?: string; after?: string },
): Promise<void> {
  const changes = [
    { kind: 'settings' as const, id: after.brand, difference: [{ at: 'testAddresses', ...said }] },
  ];
  const audit = putAudit(record(after.brand, deed, { act: 'settings', changes }));
  if (await write([putTestAddress(after), audit])) throw new Error('The table was too busy; try again.');
}
