import * as z from 'zod';
import { MOST_FILE_BYTES } from '../../shared/contract/files.ts';
import { KINDS, difference } from '../../shared/contract/life.ts';
import { compareFiles } from '../../shared/work/life/compare-files.ts';
import { filesWish } from '../../shared/work/rehearse/trial.ts';
import { findBrand } from './find-brand.ts';
import { operation } from './operation.ts';
import type { Resource } from './resource.ts';

const compared = z.object({
  changes: z.array(
    z.object({
      kind: z.enum(KINDS),
      id: z.string(),
      /** The live version; none where it is new. */
      live: z.number().int().optional(),
      /** Between what is live and the file. */
      difference: z.array(difference),
      /** Between the saved draft and the file, where there is one. */
      draft: z.array(difference).optional(),
      problems: z.array(z.string()),
      /** What is worth knowing, and in nobody's way: languages that would be gone, for instance. */
      notices: z.array(z.string()),
    }),
  ),
});

/** `POST …/diff`: what saving and publishing the rules and templates of files would change. Nothing is written. */
export const diff: Resource = {
  path: 'diff',
  operations: {
    POST: operation({
      role: 'viewer',
      summary: 'Tells what saving and publishing these rules and templates would change; nothing is written.',
      body: z.strictObject({
        files: filesWish,
        /** What comes along with them, and is not told of: the templates that they send, the others of their groups. */
        beside: filesWish.optional(),
      }),
      most: MOST_FILE_BYTES,
      answer: compared,
      refusals: ['not-found'],
      example: { body: { files: { rules: [], templates: [] } } },
      run: async (call) => {
        const found = await findBrand(call);
        return found.ok ? compareFiles(call.brand, call.body) : found;
      },
    }),
  },
};
