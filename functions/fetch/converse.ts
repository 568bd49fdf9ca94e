import { fail, type Failure, type Result } from '../../shared/contract/result.ts';
import type { ApiAnswer, ApiCall, Translated, Translation } from '../../shared/sources/source.ts';

/** A page or two of an order, its customer, a title; more would not end within the time of the function. */
const MOST_CALLS = 8;

/**
 * Leads a platform's dialogue to its end: hands it the answer of each call that it asks for. The first call that fails
 * ends it. A shape that the platform's file does not know may be mended there, so it is tried again, too.
 */
export async function converse<F extends Failure>(
  dialogue: Generator<ApiCall, Translated, ApiAnswer>,
  ask: (call: ApiCall) => Promise<Result<ApiAnswer, F>>,
): Promise<Result<Translation[], Failure | F>> {
  let turn = dialogue.next();
  for (let calls = 0; !turn.done; calls++) {
    if (calls === MOST_CALLS)
      return fail('endless', 'A look-up asks for more than it may.', { retryable: true });
    const answer = await ask(turn.value);
    if (!answer.ok) return answer;
    turn = dialogue.next(answer.value);
  }
  const told = turn.value;
  return told.ok ? told : { ok: false, failure: { ...told.failure, retryable: true } };
}
