import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Outcome, startRehearsal, stories } from './rehearsal.ts';

type Part = 'rehearsal' | 'forecast';

/**
 * The properties that `try`, `replay` and `forecast` stand on, over `runs` generated brands, rules and events: both,
 * unless told which.
 */
export function defineRehearsalTest(runs: number, parts: readonly Part[] = ['rehearsal', 'forecast']): void {
  const seed = Number(process.env['REHEARSAL_SEED'] ?? Date.now() % 2 ** 31);
  let rehearsal: Awaited<ReturnType<typeof startRehearsal>>;
  beforeAll(async () => {
    rehearsal = await startRehearsal();
  });
  afterAll(() => rehearsal.stop());

  test.runIf(parts.includes('rehearsal'))(
    `a rehearsal tells what then happens, follow-up by follow-up, in ${runs} stories (seed ${seed})`,
    async () => {
      const states = new Map<string, number>();
      const count = (outcome: Outcome): void => {
        for (const { state = '' } of Object.values(outcome)) states.set(state, (states.get(state) ?? 0) + 1);
      };
      await fc.assert(
        fc.asyncProperty(stories, async (story) => {
          const { rehearsed, lived } = await rehearsal.tell(story);
          count(lived);
          expect(rehearsed).toEqual(lived);
        }),
        { seed, numRuns: runs, endOnFailure: true },
      );
      console.log(`what ${runs} stories came to: ${JSON.stringify(Object.fromEntries(states))}`);
      // All that can happen did, or the stories prove nothing.
      for (const state of ['sent', 'skipped', 'cancelled'])
        expect(states.get(state)).toBeGreaterThan(runs / 10);
    },
  );

  test.runIf(parts.includes('forecast'))(
    `a forecast in the middle of ${runs} stories tells what then is sent, by day and rule (seed ${seed})`,
    async () => {
      let mails = 0;
      await fc.assert(
        fc.asyncProperty(stories, async (story) => {
          const { foreseen, lived } = await rehearsal.foresee(story);
          mails += Object.values(lived)
            .flatMap((rules) => Object.values(rules))
            .reduce((sum, sent) => sum + sent, 0);
          expect(foreseen).toEqual(lived);
        }),
        { seed, numRuns: runs, endOnFailure: true },
      );
      console.log(`${mails} mails came as they were forecast`);
      expect(mails).toBeGreaterThan(runs / 10);
    },
  );
}
