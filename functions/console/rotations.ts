import * as z from 'zod';
import { ok } from '../../shared/contract/result.ts';
import { endRotation, rotation, startRotation } from '../../shared/work/rotate-secret.ts';
import { log } from '../middleware/logger.ts';
import { findSource } from './find-source.ts';
import { operation } from './operation.ts';
import type { Resource } from './resource.ts';

/** How many secrets are believed now; `made` only when we made the new one: this is the one time it is shown. */
const rotated = z.object({ secrets: z.number().int(), made: z.string().optional() });

/** `…/sources/{source}/rotate`: POST begins a window of two secrets, DELETE ends it. */
export const rotations: Resource = {
  path: 'sources/{source}/rotate',
  operations: {
    POST: operation({
      role: 'admin',
      summary: 'Begins a window in which the new secret and the old one are both believed.',
      body: rotation.prefault({}),
      answer: rotated,
      refusals: ['not-found', 'conflict'],
      example: { body: {} },
      run: async (call) => {
        const found = await findSource(call);
        if (!found.ok) return found;
        const { source, platform } = found.value;
        const begun = await startRotation(source, platform, call.body);
        if (!begun.ok) return begun;
        log.info('secret rotation begun', { brand: call.brand, source: source.id, by: call.by });
        const { active, secret } = begun.value;
        return ok({ secrets: active, ...(secret !== undefined && { made: secret }) });
      },
    }),
    DELETE: operation({
      role: 'admin',
      summary: 'Ends the window: only the new secret is believed, everywhere within a minute.',
      answer: rotated,
      refusals: ['not-found', 'conflict'],
      run: async (call) => {
        const found = await findSource(call);
        if (!found.ok) return found;
        const { source } = found.value;
        const ended = await endRotation(source);
        if (!ended.ok) return ended;
        log.info('secret rotation ended', { brand: call.brand, source: source.id, by: call.by });
        return ok({ secrets: ended.value.active });
      },
    }),
  },
};
