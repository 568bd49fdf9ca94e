import type {
  ApiAnswer,
  ApiCall,
  Platform,
  Thin,
  TranslateContext,
  Translated,
} from '../../shared/sources/source.ts';

export type Dialogue = {
  thin: Thin;
  context: TranslateContext;
  /** By path, and by path and query where both are told; `null` is that there is no such thing. */
  answers: Record<string, unknown>;
  /** What is answered to any other path; without it such a question is a fault. */
  orElse?: unknown;
};

/** More questions than this are a loop. */
const MOST_CALLS = 20;

/** Leads a look-up to its end with prepared answers, as the room does with the platform's. */
export function complete(platform: Platform, dialogue: Dialogue): Translated {
  if (!platform.api) throw new Error(`${platform.id} has nobody to ask`);
  const steps = platform.api.lookUp(dialogue.thin, dialogue.context);
  let step = steps.next({ found: false });
  for (let calls = 0; !step.done; calls += 1) {
    if (calls === MOST_CALLS) throw new Error('The look-up finds no end.');
    step = steps.next(answerTo(step.value, dialogue));
  }
  return step.value;
}

function answerTo({ path, query }: ApiCall, { answers, orElse }: Dialogue): ApiAnswer {
  // What comes from a payload may not lead anywhere else.
  if (!/^(\/[A-Za-z0-9._~:-]+)+$/.test(path) || path.includes('..'))
    throw new Error('An unsafe path was asked for.');
  const full = query ? `${path}?${new URLSearchParams(query).toString()}` : path;
  const known = [full, path].find((one) => Object.hasOwn(answers, one));
  if (known === undefined && orElse === undefined) throw new Error(`Nobody expected the question ${full}.`);
  const body = known === undefined ? orElse : answers[known];
  return body === null ? { found: false } : { found: true, body };
}
