import * as z from 'zod';
import { contact } from './contact.ts';
import { knownDate } from './date.ts';

/** The most rows of one call. */
export const MOST_ROWS = 500;
/** The most that a call of an import takes, in bytes. */
export const MOST_IMPORT_BYTES = 1024 * 1024;

/** In which order somebody writes a day and a month in figures. */
export const dateOrder = z.enum(['dmy', 'mdy']);
export type DateOrder = z.infer<typeof dateOrder>;

/** In which order somebody writes a full name. */
export const nameOrder = z.enum(['first-last', 'last-first']);
export type NameOrder = z.infer<typeof nameOrder>;

/** One person as a file tells of them: text as it was written, which is read and judged here. Empty is not told. */
export const importRow = z.strictObject({
  /** Where it stands in the file. */
  line: z.number().int().positive(),
  email: z.string(),
  firstName: z.string().optional(),
  lastName: z.string().optional(),
  /** The full name, where its parts are not told: split only where they are certain. */
  name: z.string().optional(),
  /** By source: the number by which its webhooks name the person. */
  customerIds: z.record(z.string().max(64), z.string()).optional(),
  locale: z.string().optional(),
  timezone: z.string().optional(),
  country: z.string().optional(),
  kind: z.string().optional(),
  consent: z.string().optional(),
  consentAt: z.string().optional(),
  consentProof: z.string().optional(),
  /** By kind: `birthday`, `customer` (since when), `subscription`, `work`, `partner`, or a name of the brand's own. */
  dates: z.record(z.string().max(64), z.string()).optional(),
});
export type ImportRow = z.infer<typeof importRow>;

/** `merged`: an earlier row tells of the same person. */
export const OUTCOMES = ['created', 'updated', 'unchanged', 'merged', 'refused'] as const;
export const outcome = z.enum(OUTCOMES);
export type Outcome = z.infer<typeof outcome>;
export type OutcomeCounts = Record<Outcome, number>;

/** A person as a row was read. */
export const readPerson = contact
  .pick({ email: true, firstName: true, lastName: true, locale: true, timezone: true, country: true })
  .extend({
    kind: contact.shape.kind.optional(),
    consent: contact.shape.consent.shape.marketing.optional(),
    customerIds: contact.shape.externalIds.optional(),
    dates: z.record(z.string(), knownDate.shape.on).optional(),
  });

/** What became of a row. */
export const importedRow = z.object({
  line: z.number().int(),
  outcome,
  /** Why it was refused. */
  reason: z.string().optional(),
  /** What was read otherwise than it was written or left out, and why. */
  notes: z.array(z.string()).optional(),
  /** On a dry run. */
  read: readPerson.optional(),
});
export type ImportedRow = z.infer<typeof importedRow>;

const FIGURES = /^(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4}))?\.?$/;

/** A day and a month in figures, in whichever order: `3/4/1990`, `03.04.` or `13-02`. */
export type Figures = { first: number; second: number; year: string | undefined; isDotted: boolean };

export function readFigures(text: string): Figures | undefined {
  const [, first, sign, second, year] = FIGURES.exec(text) ?? [];
  return first === undefined
    ? undefined
    : { first: Number(first), second: Number(second), year, isDotted: sign === '.' };
}

/**
 * The order in which two figures can be meant; `undefined` where it can be either. With dots between them the day is
 * first wherever dots are used.
 */
export function orderOf({ first, second, isDotted }: Figures): DateOrder | 'same' | undefined {
  if (first === second) return 'same';
  if (first > 12) return 'dmy';
  if (second > 12) return 'mdy';
  return isDotted ? 'dmy' : undefined;
}
