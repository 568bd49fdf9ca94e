/** One measured round: CPU milliseconds per piece of work, ours and the opponent's. */
export type Round = { ours: number; theirs: number };

const sorted = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);
const median = (values: readonly number[]): number =>
  sorted(values)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Median, lowest and highest of the ratios of each round, and the medians of both sides. */
export function summarise(rounds: readonly Round[]) {
  const ratios = sorted(rounds.map(({ ours, theirs }) => ours / theirs));
  return {
    ours: median(rounds.map(({ ours }) => ours)),
    theirs: median(rounds.map(({ theirs }) => theirs)),
    ratio: median(ratios),
    lowest: ratios[0] ?? Number.NaN,
    highest: ratios.at(-1) ?? Number.NaN,
  };
}

const fixed = (value: number): string => value.toFixed(2);
export const ratio = (value: number, of: number): string => `${fixed(value / of)} ×`;

export function printRounds(title: string, rounds: readonly Round[], aim: number): void {
  const { ours, theirs, ratio: times, lowest, highest } = summarise(rounds);
  console.log(
    `${title}\n  ${fixed(times)} × the bare calls (${fixed(lowest)} to ${fixed(highest)} over ${rounds.length} rounds; aim ≤ ${aim}` +
      `); CPU ms each: ours ${fixed(ours)}, bare ${fixed(theirs)}`,
  );
}

/** CPU milliseconds for each of `times` pieces of work. */
export async function cpuOf(work: () => unknown, times: number): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / times;
}

/** How many times the first takes of the second, with the spread. */
export function printAgainst(title: string, rounds: readonly Round[], aim: string): void {
  const { ours, theirs, ratio: times, lowest, highest } = summarise(rounds);
  const [first, second] = [ours, theirs].map((ms) => `${(ms * 1000).toFixed(1)} µs`);
  console.log(
    `${title}\n  ${fixed(times)} × (${fixed(lowest)} to ${fixed(highest)} over ${rounds.length} rounds; aim ${aim}); ${first} and ${second} each`,
  );
}
