/**
 * Remembers what a loader returned for `ttl` milliseconds of real time (the moved clock of the local system must not
 * make a pause switch take effect later). A failed load is forgotten at once.
 */
export function cached<T>(
  load: (key: string) => Promise<T>,
  ttl: number,
): ((key: string) => Promise<T>) & {
  forget: () => void;
} {
  const known = new Map<string, { at: number; value: Promise<T> }>();
  const get = (key: string): Promise<T> => {
    const hit = known.get(key);
    if (hit && performance.now() - hit.at < ttl) return hit.value;
    if (known.size > 1000) known.clear();
    const value = load(key);
    known.set(key, { at: performance.now(), value });
    value.catch(() => known.delete(key));
    return value;
  };
  return Object.assign(get, { forget: () => known.clear() });
}

/** Settings and pause switches: rule 6 promises 30 s, of which the send queue may take its share. */
export const SETTINGS_TTL = 10_000;
