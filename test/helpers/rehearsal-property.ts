import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Days, type Outcome, startRehearsal, stories } from './rehearsal.ts';

/** The properties that `try`, `replay` and `forecast` stand on, over `runs` generated brands, rules and events. */
export function defineRehearsalTest(runs: number): void {
  // Two files that begin at the same moment tell different stories.
  const seed = Number(process.env['REHEARSAL_SEED'] ?? (Date.now() + process.pid * 1009) % 2 ** 31);
  let rehearsal: Awaited<ReturnType<typeof startRehearsal>>;
  beforeAll(async () => {
    rehearsal = await startRehearsal();
  });
  afterAll(() => rehearsal.stop());

  test(`a rehearsal tells what then happens, and a forecast what then is sent, in ${runs} stories (seed ${seed})`, async () => {
    const states = new Map<string, number>();
    let foretold = 0;
    const count = (lived: Outcome, came: Days): void => {
      for (const { state = '' } of Object.values(lived)) states.set(state, (states.get(state) ?? 0) + 1);
      foretold += Object.values(came)
        .flatMap((rules) => Object.values(rules))
        .reduce((sum, sent) => sum + sent, 0);
    };
    await fc.assert(
      fc.asyncProperty(stories, async (story) => {
        const { rehearsed, lived, foreseen, came } = await rehearsal.tell(story);
        count(lived, came);
        expect(rehearsed).toEqual(lived);
        expect(foreseen).toEqual(came);
      }),
      { seed, numRuns: runs, endOnFailure: true },
    );
    console.log(`what ${runs} stories came to: ${JSON.stringify(Object.fromEntries(states))}`);
    console.log(`${foretold} mails came as they were forecast`);
    // All that can happen did, or the stories prove nothing.
    for (const state of ['sent', 'skipped', 'cancelled'])
      expect(states.get(state)).toBeGreaterThan(runs / 10);
    expect(foretold).toBeGreaterThan(runs / 10);
  });
}
