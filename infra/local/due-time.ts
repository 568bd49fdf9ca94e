/**
 * The sort key of the index of what waits, as the store writes it: the minute, after a `#` the rank, after another the
 * seconds.
 */
const MINUTE = 'YYYY-MM-DDTHH:MM'.length;

/** The instant that a key holds; of earlier tables it stands whole before the first `#`. */
export function dueTime(key: string): number {
  const [minute = '', , seconds] = key.split('#');
  return Date.parse(seconds === undefined ? minute : `${minute}:${seconds}`);
}

/** The key at another time, ISO. */
export function atDueTime(key: string, time: string): string {
  const [, rank = ''] = key.split('#');
  return `${time.slice(0, MINUTE)}#${rank}#${time.slice(MINUTE + 1)}`;
}
