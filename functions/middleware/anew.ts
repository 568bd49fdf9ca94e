import { setTimeout as wait } from 'node:timers/promises';

/** Milliseconds. Pauses double, and each is spread over its whole length: of many who collided, few collide again. */
const FIRST_PAUSE = 20;
const LONGEST_PAUSE = 320;

/**
 * Reads, decides and writes; and anew, as long as somebody else moved what was read (`undefined`). Of those who collide
 * one always gets through, so it is time that ends it and not a number of tries: `undefined` only after `until` (of
 * `performance.now()`).
 */
export async function anew<T>(decide: () => Promise<T | undefined>, until: number): Promise<T | undefined> {
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    const decided = await decide();
    if (decided !== undefined || performance.now() >= until) return decided;
    await wait(pause * Math.random());
  }
}
