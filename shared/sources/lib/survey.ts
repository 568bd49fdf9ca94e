import type { Temporal } from 'temporal-polyfill';
import { figure } from '../../contract/primitives.ts';
import { eventId, subjectPart } from '../../domain/people/identity.ts';
import type { Setting, Thin, TranslateContext, Translated } from '../source.ts';
import { ignore, tell, type Fact } from './event.ts';
import { firstEmail, firstName } from './person.ts';
import { cut, line } from './shape.ts';

export const ANONYMOUS = 'The answer is anonymous, so there is nobody to write to.';
export const INCOMPLETE = 'The answers are not complete, so there is nothing to thank for yet.';
export const EDITED = 'An edited answer is not thanked a second time.';
export const OTHER_FORM = 'It comes from another form than the one that this source is for.';

/** What every form may be told about itself; all of it is optional. */
export const FORM_SETTINGS: readonly Setting[] = [
  { name: 'form', what: 'The id of the only form to listen to, where the account has several.' },
  {
    name: 'emailField',
    what: 'The id, name or reference of the field that holds the address, if it is no e-mail field.',
  },
  { name: 'firstNameField', what: 'The id, name or reference of the field that holds the first name.' },
  { name: 'lastNameField', what: 'The id, name or reference of the field that holds the last name.' },
];

/** One field of a form as somebody filled it in. */
export type Field = {
  /** What a setting may call it: its id, its reference, its name. */
  names: readonly (string | null | undefined)[];
  question?: string | null | undefined;
  answer?: string | undefined;
  /** The platform knows that an e-mail address stands in it. */
  email?: boolean;
  /** It came with the address of the form or was calculated; nobody was asked. */
  hidden?: boolean;
};

type Settings = TranslateContext['settings'];

/**
 * Who answered. The settings `emailField`, `firstNameField` and `lastNameField` name the fields that hold it, for forms
 * have no standard place; without them hidden fields of the usual names do.
 */
export function respondentOf(fields: readonly Field[], settings: Settings): Fact['person'] {
  const named = (setting: string | undefined): string | undefined =>
    setting === undefined ? undefined : fields.find(({ names }) => names.includes(setting))?.answer;
  const hidden = (name: string): string | undefined =>
    fields.find((field) => field.hidden && field.names.some((one) => plainName(one) === name))?.answer;
  const asked = fields.filter(({ email }) => email).map(({ answer }) => answer);
  return {
    email: firstEmail(named(settings['emailField']), ...asked, hidden('email')),
    firstName: firstName(named(settings['firstNameField']), hidden('firstname')),
    lastName: firstName(named(settings['lastNameField']), hidden('lastname')),
  };
}

/** `first_name`, `First name` and `firstName` are one. */
const plainName = (name: string | null | undefined): string =>
  (name ?? '').toLowerCase().replace(/[^a-z]/g, '');

export type Answered = {
  /** Of the response. */
  id: string;
  form?: string | null | undefined;
  title?: string | null | undefined;
  occurredAt: Temporal.Instant;
  person: Fact['person'];
  fields: readonly Field[];
  score?: number | undefined;
};

/** The address is left out of the answers: it stands in the person, and nowhere twice. */
export function tellSurvey(it: Answered, context: TranslateContext): Translated {
  if (!it.person.email) return ignore(ANONYMOUS, 'survey');
  const answers = it.fields
    .filter(({ hidden, email, answer }) => !hidden && !email && answer)
    .slice(0, 100)
    .map(({ names, question, answer }) => ({
      question: line(question, 1000),
      ref: line(
        names.find((name) => name),
        200,
      ),
      answer: cut(answer, 5000),
    }));
  const fact = {
    kind: 'survey' as const,
    subject: subjectPart('survey', it.id),
    occurredAt: it.occurredAt,
    test: false,
    person: it.person,
    facts: {
      survey: {
        id: it.id,
        form: line(it.form, 200),
        title: line(it.title, 500),
        answers,
        score: it.score,
      },
    },
  };
  return tell(fact, context);
}

/** A response that the platform has to be asked about. */
export function thinSurvey(
  response: string,
  params: Thin['params'],
  context: TranslateContext & { occurredAt: Temporal.Instant; resource: string },
): Translated {
  const { brand, source, occurredAt, resource } = context;
  const subject = subjectPart('survey', response);
  const id = eventId({ brand, source, kind: 'survey', subject });
  const thin: Thin = {
    id,
    kind: 'survey',
    resource,
    params: { ...params, response },
    occurredAt: occurredAt.toString(),
    test: false,
  };
  return { ok: true, value: [{ thin }] };
}

/** The first that is a number of the size that people give. */
export function firstFigure(...candidates: unknown[]): number | undefined {
  for (const candidate of candidates) {
    const read = figure.safeParse(candidate);
    if (read.success) return read.data;
  }
  return undefined;
}

/** An answer of any form as text: several in a list, named parts after one another. */
export function textOf(value: unknown, depth = 3): string | undefined {
  if (typeof value === 'object') return depth > 0 ? partsOf(value ?? [], depth) : undefined;
  if (typeof value === 'string') return value.trim() || undefined;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function partsOf(value: object, depth: number): string | undefined {
  const parts = Object.values(value).flatMap((part) => textOf(part, depth - 1) ?? []);
  return parts.join(Array.isArray(value) ? ', ' : ' ') || undefined;
}
