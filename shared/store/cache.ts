/**
 * Remembers what a loader returned for `ttl` milliseconds. A failed load is forgotten at once; `absent` is how long
 * "there is none" is believed, where something may appear at any moment (default: `ttl`).
 * The date counts, not the monotonic clock: that one may stand still while Lambda freezes a container, and a pause
 * switch would be overlooked for as long.
 */
export function cached<T>(
  load: (key: string) => Promise<T>,
  ttl: number,
  { absent = ttl }: { absent?: number } = {},
): ((key: string) => Promise<T>) & {
  forget: () => void;
} {
  const known = new Map<string, Entry<T>>();
  const get = (key: string): Promise<T> => {
    const hit = known.get(key);
    if (hit && Math.abs(Date.now() - hit.at) < hit.ttl) return hit.value;
    if (known.size > 1000) known.clear();
    const entry = { at: Date.now(), ttl, value: load(key) };
    known.set(key, entry);
    void settle(entry).catch(() => known.delete(key));
    return entry.value;
  };
  const settle = async (entry: Entry<T>): Promise<void> => {
    if ((await entry.value) === undefined) entry.ttl = absent;
  };
  return Object.assign(get, { forget: () => known.clear() });
}

type Entry<T> = { at: number; ttl: number; value: Promise<T> };

/** Settings and pause switches: rule 6 promises 30 s, of which the send queue may take its share. */
export const SETTINGS_TTL = 10_000;
