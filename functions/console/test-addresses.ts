import * as z from 'zod';
import { type Failure, type Result, fail, ok } from '../../shared/contract/result.ts';
import type { TestAddress } from '../../shared/contract/test-address.ts';
import { normaliseEmail } from '../../shared/domain/people/identity.ts';
import { listTestAddresses } from '../../shared/store/test-addresses.ts';
import { askAddress, confirmAddress, removeAddress } from '../../shared/work/test-mail/addresses.ts';
import type { HttpFailure } from '../middleware/error-map.ts';
import { log } from '../middleware/logger.ts';
import { deedOf, whyOf } from './deed.ts';
import { findBrand } from './find-brand.ts';
import type { Call, Resource } from './resource.ts';

const address = z
  .string()
  .max(320)
  .transform((given, context) => {
    const normal = normaliseEmail(given);
    if (normal === undefined) context.addIssue('this is not a mail address');
    return normal ?? z.NEVER;
  });
const asked = z.strictObject({ address, why: whyOf });
const code = z.strictObject({ address, code: z.string().max(40) });

async function list(call: Call): Promise<Result<object, HttpFailure>> {
  const found = await findBrand(call);
  return found.ok ? ok({ items: (await listTestAddresses(call.brand)).map(shown) }) : found;
}

const shown = ({ brand: _brand, ...rest }: TestAddress): object => rest;

const add = (call: Call): Promise<Result<object, HttpFailure>> =>
  act(call, asked, async ({ why, ...wish }, brand) => {
    const done = await askAddress({ ...wish, brand, deed: deedOf(call, why) });
    return done.ok ? ok(shown(done.value)) : done;
  });

const confirm = (call: Call): Promise<Result<object, HttpFailure>> =>
  act(call, code, async (wish, brand) => {
    const done = await confirmAddress({ ...wish, brand, deed: deedOf(call, '') });
    return done.ok ? ok(shown(done.value)) : done;
  });

const remove = (call: Call): Promise<Result<object, HttpFailure>> =>
  act(call, asked, async ({ why, ...wish }, brand) => {
    const done = await removeAddress({ ...wish, brand, deed: deedOf(call, why) });
    return done.ok ? ok({ address: wish.address, state: 'removed' }) : done;
  });

type Brand = Parameters<typeof askAddress>[0]['brand'];

async function act<T>(
  call: Call,
  schema: z.ZodType<T>,
  run: (wish: T, brand: Brand) => Promise<Result<object, Failure<HttpFailure['kind']>>>,
): Promise<Result<object, HttpFailure>> {
  const wish = schema.safeParse(call.body);
  if (!wish.success) return fail('invalid', z.prettifyError(wish.error));
  const found = await findBrand(call);
  if (!found.ok) return found;
  const done = await run(wish.data, found.value);
  if (done.ok) log.info('test address changed', { brand: call.brand, by: call.by });
  return done;
}

/** `…/test-addresses`: where tests may go. POST sends a code there; who reads it confirms. */
export const testAddresses: Resource = {
  path: 'test-addresses',
  operations: { GET: { role: 'editor', run: list }, POST: { role: 'admin', status: 202, run: add } },
};

/** `…/test-addresses/confirm` `{"address","code"}` */
export const testAddressConfirm: Resource = {
  path: 'test-addresses/confirm',
  operations: { POST: { role: 'editor', run: confirm } },
};

/** `…/test-addresses/remove` `{"address","why"}` */
export const testAddressRemove: Resource = {
  path: 'test-addresses/remove',
  operations: { POST: { role: 'admin', run: remove } },
};
