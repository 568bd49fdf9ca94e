import { ignore } from './lib/event.ts';
import { parseJson } from './lib/json.ts';
import { readAs } from './lib/shape.ts';
import { verifyStandard } from './lib/standard.ts';
import { ANONYMOUS } from './lib/survey.ts';
import * as z from 'zod';
import { UNKNOWN_TOPIC, type Platform, type Topic } from './source.ts';
import { translateOwn } from './standard-webhooks.ts';

const TOPICS: Record<string, Topic> = {
  survey: { becomes: 'survey', note: 'unless it is anonymous' },
};

const heading = z.object({ type: z.string().min(1).max(200), data: z.unknown().optional() });
const anonymous = z.object({
  contact: z.object({ email: z.string().trim().length(0).nullish() }).nullish(),
});

/** Our script for Google Forms posts our own payload. */
const translate: Platform['translate'] = ({ raw }, context) => {
  const parsed = parseJson(raw);
  if (!parsed.ok) return parsed;
  return readAs(heading, parsed.value, ({ type, data }) => {
    if (type !== 'survey') return ignore(UNKNOWN_TOPIC);
    if (anonymous.safeParse(data).success) return ignore(ANONYMOUS, 'survey');
    return translateOwn(parsed.value, context);
  });
};

export const googleForms: Platform = {
  id: 'google-forms',
  name: 'Google Forms',
  topics: TOPICS,
  okStatus: 202,
  verify: verifyStandard,
  translate,
};
