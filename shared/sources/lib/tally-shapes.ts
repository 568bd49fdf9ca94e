import * as z from 'zod';
import type { Fact } from './event.ts';
import { firstEmail } from './person.ts';
import { idText, line, text, time } from './shape.ts';
import { textOf, type Field } from './survey.ts';

/* What we read of Tally's responses. Fields that nobody answered are sent with `null`. */

export const heading = z.object({ eventType: z.string().min(1).max(200), data: z.unknown().optional() });

const choices = z
  .array(z.object({ id: text, text }))
  .max(1000)
  .nullish();
const field = z.object({
  key: z.string(),
  label: text,
  type: z.string(),
  value: z.unknown().optional(),
  options: choices,
  rows: choices,
  columns: choices,
});
type TallyField = z.infer<typeof field>;

export const response = z.object({
  responseId: idText,
  formId: text,
  formName: text,
  createdAt: time,
  fields: z.array(field).max(1000),
});
export type Response = z.infer<typeof response>;

/** Nobody was asked for these. */
const UNASKED: readonly string[] = ['HIDDEN_FIELDS', 'CALCULATED_FIELDS'];

export function fieldsOf({ fields }: Response): Field[] {
  const withOptions = fields.filter(({ options }) => options).map(({ key }) => `${key}_`);
  return (
    fields
      // A list of ticked boxes is sent once as a list and once more box by box.
      .filter(({ key, value }) => typeof value !== 'boolean' || !withOptions.some((of) => key.startsWith(of)))
      .filter(({ type }) => type !== 'PAYMENT')
      .map((one) => ({
        names: [one.key, one.label],
        question: one.label,
        answer: answerOf(one),
        email: one.type === 'INPUT_EMAIL',
        hidden: UNASKED.includes(one.type),
      }))
  );
}

/** Where nobody was asked for an address, the one of a payment in the form is left. */
export function payerOf({ fields }: Response): Fact['person'] {
  const part = (name: string): string | undefined =>
    textOf(fields.find(({ type, key }) => type === 'PAYMENT' && key.endsWith(`_${name}`))?.value);
  return { email: firstEmail(part('email')), firstName: line(part('name'), 200) };
}

function answerOf({ type, value, options, rows, columns }: TallyField): string | undefined {
  if (type === 'MATRIX') return matrixOf(value, { rows, columns });
  if (type === 'FILE_UPLOAD') return textOf(namesOf(value));
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return textOf(named(value, options));
}

const named = (value: unknown, choice: TallyField['options']): unknown =>
  Array.isArray(value)
    ? value.map((one: unknown) => choice?.find(({ id }) => id === one)?.text ?? one)
    : value;

const files = z.array(z.object({ name: text }).nullish().catch(null));
const namesOf = (value: unknown): unknown => files.safeParse(value).data?.map((file) => file?.name);

const matrix = z.record(z.string(), z.array(z.unknown()));

function matrixOf(
  value: unknown,
  { rows, columns }: Pick<TallyField, 'rows' | 'columns'>,
): string | undefined {
  const lines = Object.entries(matrix.safeParse(value).data ?? {}).map(([row, cells]) => {
    const about = rows?.find(({ id }) => id === row)?.text ?? row;
    return `${about}: ${textOf(named(cells, columns)) ?? ''}`;
  });
  return lines.join('; ') || undefined;
}
