import type { Asked } from './ask.ts';

/** A container has half a gigabyte; an answer is one megabyte at most, and grows when it is read. */
const MOST_ANSWERS = 50;

type Known = { until: number; answer: Promise<Asked> };
const known = new Map<string, Known>();

/**
 * What was answered before, for `seconds` of real time; asked once, however many want to know it at a time. Failures
 * are forgotten at once.
 */
export function remembered(key: string, seconds: number, ask: () => Promise<Asked>): Promise<Asked> {
  const hit = known.get(key);
  if (hit && performance.now() < hit.until) return hit.answer;
  known.delete(key);
  const answer = ask();
  known.set(key, { until: performance.now() + seconds * 1000, answer });
  const [oldest] = known.keys();
  if (known.size > MOST_ANSWERS && oldest !== undefined) known.delete(oldest);
  const forget = (): void => {
    if (known.get(key)?.answer === answer) known.delete(key);
  };
  answer.then((result) => result.ok || forget(), forget);
  return answer;
}
