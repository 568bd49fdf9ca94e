import * as z from 'zod';
import { ok } from '../../shared/contract/result.ts';
import { type TestAddress, testAddress } from '../../shared/contract/test-address.ts';
import { listTestAddresses } from '../../shared/store/test-addresses.ts';
import { askAddress, confirmAddress, removeAddress } from '../../shared/work/test-mail/addresses.ts';
import { log } from '../middleware/logger.ts';
import { deedOf, whyOf } from './deed.ts';
import { findBrand } from './find-brand.ts';
import { mailAddress } from './mail-address.ts';
import { operation } from './operation.ts';
import type { Call, Resource } from './resource.ts';

const asked = z.strictObject({ address: mailAddress, why: whyOf });
const said = z.strictObject({ address: mailAddress, code: z.string().max(40) });
const line = testAddress.omit({ brand: true });
const EXAMPLE = { address: 'me@example.com', why: 'I look at the mails before they go out' };

/** `…/test-addresses`: where tests may go. POST sends a code there; who reads it confirms. */
export const testAddresses: Resource = {
  path: 'test-addresses',
  operations: {
    GET: operation({
      role: 'editor',
      summary: 'Lists where test mails may go.',
      answer: z.object({ items: z.array(line) }),
      refusals: ['not-found'],
      run: async (call) => {
        const found = await findBrand(call);
        return found.ok ? ok({ items: (await listTestAddresses(call.brand)).map(shown) }) : found;
      },
    }),
    POST: operation({
      role: 'admin',
      summary: 'Sends a code to an address that tests shall go to; who reads it confirms.',
      body: asked,
      answer: line,
      status: 202,
      refusals: ['not-found', 'conflict', 'too-many', 'platform-fault'],
      example: { body: EXAMPLE },
      run: async (call) => {
        const found = await findBrand(call);
        if (!found.ok) return found;
        const { address, why } = call.body;
        const done = await askAddress({ brand: found.value, address, deed: deedOf(call, why) });
        if (!done.ok) return done;
        note(call, 'test address asked');
        return ok(shown(done.value));
      },
    }),
  },
};

/** `POST …/test-addresses/confirm` */
export const testAddressConfirm: Resource = {
  path: 'test-addresses/confirm',
  operations: {
    POST: operation({
      role: 'editor',
      summary: 'Lets tests go to an address whose code somebody has read.',
      body: said,
      answer: line,
      refusals: ['not-found'],
      example: { body: { address: EXAMPLE.address, code: 'K7QFW-3M2PX' } },
      run: async (call) => {
        const found = await findBrand(call);
        if (!found.ok) return found;
        const { address, code } = call.body;
        const done = await confirmAddress({ brand: found.value, address, code, deed: deedOf(call, '') });
        if (!done.ok) return done;
        note(call, 'test address confirmed');
        return ok(shown(done.value));
      },
    }),
  },
};

/** `POST …/test-addresses/remove` */
export const testAddressRemove: Resource = {
  path: 'test-addresses/remove',
  operations: {
    POST: operation({
      role: 'admin',
      summary: 'Lets no test go to an address any more.',
      body: asked,
      answer: line,
      refusals: ['not-found'],
      example: { body: EXAMPLE },
      run: async (call) => {
        const found = await findBrand(call);
        if (!found.ok) return found;
        const { address, why } = call.body;
        const done = await removeAddress({ brand: found.value, address, deed: deedOf(call, why) });
        if (!done.ok) return done;
        note(call, 'test address removed');
        return ok(shown(done.value));
      },
    }),
  },
};

const shown = ({ brand: _brand, ...rest }: TestAddress): z.output<typeof line> => rest;

/** Without the address: it is somebody's. */
const note = ({ brand, by }: Call, what: string): void => log.info(what, { brand, by });
