import * as z from 'zod';
import { type Result, fail } from '../../shared/contract/result.ts';
import { compareFiles } from '../../shared/work/life/compare-files.ts';
import { filesWish } from '../../shared/work/rehearse/trial.ts';
import type { HttpFailure } from '../middleware/error-map.ts';
import { findBrand } from './find-brand.ts';
import type { Call, Resource } from './resource.ts';
import { MOST_FILES } from './try.ts';

const wish = z.strictObject({ files: filesWish });

/** `POST …/diff` `{"files":{"rules":[…],"templates":[…]}}`: what saving and publishing them would change. Nothing is written. */
export const diff: Resource = {
  path: 'diff',
  operations: { POST: { role: 'viewer', most: MOST_FILES, run } },
};

async function run(call: Call): Promise<Result<object, HttpFailure>> {
  const asked = wish.safeParse(call.body);
  if (!asked.success) return fail('invalid', z.prettifyError(asked.error));
  const found = await findBrand(call);
  return found.ok ? compareFiles(call.brand, asked.data.files) : found;
}
