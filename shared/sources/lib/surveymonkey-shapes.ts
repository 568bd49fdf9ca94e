import * as z from 'zod';
import { idText, text, time } from './shape.ts';

/* What we read of SurveyMonkey: its webhooks, which hold ids only, and what its API answers about them. */

/** Ids stand in paths, so they have to be digits. */
const digits = z
  .string()
  .regex(/^\d{1,20}$/)
  .nullish()
  .catch(null);

export const notice = z.object({
  event_type: z.string().min(1).max(200),
  filter_type: text,
  filter_id: digits,
  object_id: digits,
  event_datetime: time,
  resources: z.object({ survey_id: digits, collector_id: digits }).nullish(),
});
export type Notice = z.infer<typeof notice>;

/** Where the response can be found; `undefined` when the webhook names no place. */
export function placeOf(it: Notice): { response: string; survey?: string; collector?: string } | undefined {
  const filtered = (type: string): string | null | undefined =>
    it.filter_type === type ? it.filter_id : undefined;
  const response = it.object_id;
  const survey = it.resources?.survey_id ?? filtered('survey');
  const collector = it.resources?.collector_id ?? filtered('collector');
  if (!response || !(survey || collector)) return undefined;
  return { response, ...(survey && { survey }), ...(collector && { collector }) };
}

/** Contacts are told as `{"email":{"value":"…"}}`, or plainly. */
const told = z
  .union([z.string(), z.object({ value: text }).transform(({ value }) => value ?? null)])
  .nullish()
  .catch(null);

export const response = z.object({
  id: idText,
  response_status: text,
  survey_id: digits,
  collector_id: digits,
  recipient_id: digits,
  date_modified: time.nullish(),
  email_address: told,
  first_name: told,
  last_name: told,
  metadata: z
    .object({ contact: z.object({ email: told, first_name: told, last_name: told }).nullish() })
    .nullish()
    .catch(null),
  custom_variables: z.record(z.string(), z.unknown()).nullish().catch(null),
  pages: z
    .array(
      z.object({
        questions: z
          .array(
            z.object({
              id: idText,
              answers: z.array(
                z.object({
                  choice_id: text,
                  row_id: text,
                  col_id: text,
                  other_id: text,
                  text,
                  score: z.number().nullish(),
                }),
              ),
            }),
          )
          .nullish(),
      }),
    )
    .nullish(),
});
export type Response = z.infer<typeof response>;

const labels = z.array(z.object({ id: idText, text, type: text })).nullish();

export const survey = z.object({
  title: text,
  pages: z
    .array(
      z.object({
        questions: z
          .array(
            z.object({
              id: idText,
              family: text,
              subtype: text,
              headings: z.array(z.object({ heading: text })).nullish(),
              validation: z.object({ type: text }).nullish().catch(null),
              answers: z
                .object({
                  choices: labels,
                  rows: labels,
                  cols: labels,
                  other: z.object({ id: idText, text }).nullish().catch(null),
                })
                .nullish(),
            }),
          )
          .nullish(),
      }),
    )
    .nullish(),
});
export type Survey = z.infer<typeof survey>;

export const recipient = z.object({ email: text, first_name: text, last_name: text });
export type Recipient = z.infer<typeof recipient>;
