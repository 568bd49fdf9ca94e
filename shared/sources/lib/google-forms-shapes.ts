import * as z from 'zod';
import { idText, number, text, time } from './shape.ts';
import { firstFigure, textOf, type Field } from './survey.ts';

/* What we read of Google: the messages of Pub/Sub, and what the Forms API answers. */

const message = z.object({
  attributes: z.object({ formId: z.string().regex(/^[\w-]{1,128}$/), eventType: z.string().min(1).max(200) }),
  publishTime: time,
});
/** A push wraps its message. */
export const push = z.union([z.object({ message }).transform((it) => it.message), message]);
export type Push = z.infer<typeof push>;

const question = z.object({
  questionId: text,
  scaleQuestion: z.unknown().optional(),
  ratingQuestion: z.unknown().optional(),
  rowQuestion: z.object({ title: text }).nullish(),
});
type Question = z.infer<typeof question>;

export const form = z.object({
  info: z.object({ title: text, documentTitle: text }).nullish(),
  items: z
    .array(
      z.object({
        title: text,
        questionItem: z.object({ question }).nullish(),
        questionGroupItem: z.object({ questions: z.array(question) }).nullish(),
      }),
    )
    .nullish(),
});
export type Form = z.infer<typeof form>;

const response = z.object({
  responseId: idText,
  lastSubmittedTime: time,
  respondentEmail: text,
  totalScore: number.nullish(),
  answers: z
    .record(
      z.string(),
      z.object({
        textAnswers: z.object({ answers: z.array(z.object({ value: text })).nullish() }).nullish(),
      }),
    )
    .nullish(),
});
export type Response = z.infer<typeof response>;
export const responses = z.object({ responses: z.array(response).max(5000).nullish(), nextPageToken: text });

type Asked = { question: Question; title: string | undefined };

/** Every question, in the form's order; those of a grid carry its title and their row's. */
const questionsOf = (it: Form | undefined): Asked[] =>
  (it?.items ?? []).flatMap(({ title, questionItem, questionGroupItem }) => {
    const single = questionItem ? [{ question: questionItem.question, title: textOf(title) }] : [];
    const rows = (questionGroupItem?.questions ?? []).map((row) => ({
      question: row,
      title: [title, row.rowQuestion?.title].filter(Boolean).join(': ') || undefined,
    }));
    return [...single, ...rows];
  });

const answerOf = (it: Response, id: string | null | undefined): string | undefined =>
  textOf((it.answers?.[id ?? '']?.textAnswers?.answers ?? []).map(({ value }) => value));

/** An answer to a question that has since been deleted keeps its place at the end, without words. */
export function fieldsOf(it: Response, asked: Form | undefined): Field[] {
  const questions = questionsOf(asked);
  const known = questions.map(({ question: { questionId }, title }): Field => ({
    names: [questionId],
    question: title,
    answer: answerOf(it, questionId),
  }));
  const ids = new Set(questions.map(({ question: { questionId } }) => questionId));
  const rest = Object.keys(it.answers ?? {}).filter((id) => !ids.has(id));
  return [...known, ...rest.map((id): Field => ({ names: [id], answer: answerOf(it, id) }))];
}

/** The points of a quiz, or else the first scale or stars. */
export function scoreOf(it: Response, asked: Form | undefined): number | undefined {
  const scales = questionsOf(asked).filter(({ question: one }) => one.scaleQuestion ?? one.ratingQuestion);
  const given = scales.map(({ question: one }) => Number.parseFloat(answerOf(it, one.questionId) ?? ''));
  return firstFigure(it.totalScore, ...given);
}
