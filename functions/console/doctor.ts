import { diagnosis } from '../../shared/contract/doctor.ts';
import { ok } from '../../shared/contract/result.ts';
import { findBrand } from './find-brand.ts';
import { operation } from './operation.ts';
import type { Resource } from './resource.ts';

/** `GET …/doctor`: what stands between the brand and mail that arrives, with what mends it. */
export const doctor: Resource = {
  path: 'doctor',
  operations: {
    GET: operation({
      // It tells of the whole account: quota, queues, what SES thinks of it.
      role: 'admin',
      summary:
        'Checks the sender’s domain, SES, sources, rules and queues, and says what is wrong and what mends it.',
      answer: diagnosis,
      refusals: ['not-found'],
      run: async (call) => {
        const found = await findBrand(call);
        if (!found.ok) return found;
        // Only who asks for it waits until the client of SES's other half is loaded.
        const { examine } = await import('../../shared/work/doctor/look.ts');
        return ok(await examine(found.value));
      },
    }),
  },
};
