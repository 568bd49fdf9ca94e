import * as z from 'zod';
import { differences } from './changes.ts';
import { change } from './rule-shapes.ts';

const conflict = z.looseObject({
  by: z.string().optional(),
  at: z.string().optional(),
  difference: change.shape.difference,
});

/** Of an edit that started from another state: who has changed it meanwhile, and in what both sides differ. */
export function bothSides(problem: unknown): string[] {
  const { data } = conflict.safeParse(problem);
  if (!data) return [];
  const { by, at, difference } = data;
  const last = by && at ? [`Last saved by ${by}, ${at.slice(0, 16).replace('T', ' ')} UTC.`] : [];
  return [...last, 'What is there → what you wrote:', ...differences(difference)];
}
