import * as z from 'zod';
import { idText, line, number, text, time } from './shape.ts';
import { textOf, type Field } from './survey.ts';

/* What we read of Typeform's responses. Fields that nobody answered are left out, so order tells nothing. */

export const heading = z.object({
  event_type: z.string().min(1).max(200),
  form_response: z.unknown().optional(),
});

const answer = z.object({
  type: z.string(),
  field: z.object({ id: text, ref: text, type: text }).nullish(),
  text,
  email: text,
  number: number.nullish(),
  boolean: z.boolean().nullish(),
  date: text,
  url: text,
  file_url: text,
  phone_number: text,
  choice: z.object({ label: text, other: text }).nullish(),
  choices: z.object({ labels: z.array(text).nullish(), other: text }).nullish(),
});
type Answer = z.infer<typeof answer>;

export const formResponse = z.object({
  form_id: text,
  token: idText,
  submitted_at: time,
  definition: z
    .object({
      title: text,
      fields: z
        .array(z.object({ id: text, ref: text, title: text }))
        .max(1000)
        .nullish(),
    })
    .nullish(),
  answers: z.array(answer).max(1000).nullish(),
  calculated: z.object({ score: number.nullish() }).nullish(),
  variables: z.array(z.object({ key: text, number: number.nullish() })).nullish(),
  hidden: z.record(z.string(), z.unknown()).nullish(),
});
export type FormResponse = z.infer<typeof formResponse>;

/** The questions that were answered, and the hidden fields. */
export function fieldsOf(it: FormResponse): Field[] {
  const asked = (it.answers ?? []).map((one): Field => {
    const { id, ref } = one.field ?? {};
    const question = (it.definition?.fields ?? []).find((field) => field.id === id)?.title;
    return {
      names: [ref, id],
      question: plainTitle(question),
      answer: answerOf(one),
      email: one.type === 'email',
    };
  });
  const hidden = Object.entries(it.hidden ?? {}).map(([name, value]): Field => ({
    names: [name],
    answer: textOf(value),
    hidden: true,
  }));
  return [...asked, ...hidden];
}

const answerOf = (it: Answer): string | undefined =>
  textOf([it.text, it.email, it.number, it.date, it.url, it.file_url, it.phone_number]) ??
  yesOrNo(it.boolean) ??
  textOf([it.choice?.label, it.choice?.other, it.choices?.labels, it.choices?.other]);

const yesOrNo = (value: boolean | null | undefined): string | undefined =>
  typeof value === 'boolean' ? (value ? 'yes' : 'no') : undefined;

/** Titles are markdown, in which other answers may be quoted as `{{field:…}}`. */
const plainTitle = (title: string | null | undefined): string | undefined =>
  line(title, 5000)
    ?.replaceAll(/\{\{[^{}]*\}\}/g, '…')
    .replaceAll(/\[([^[\]]*)\]\([^()]*\)/g, '$1')
    .replaceAll('*', '')
    .replaceAll(/(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}_])/gu, '');
