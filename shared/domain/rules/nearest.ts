import { closest, distance } from 'fastest-levenshtein';

/** The known name that was probably meant: at most a third of its letters are other ones. */
export function nearest(given: string, known: readonly string[]): string | undefined {
  if (known.length === 0 || given.length > 200) return undefined;
  const best = closest(given, known);
  return distance(given, best) <= Math.max(1, Math.floor(best.length / 3)) ? best : undefined;
}

/** ` Did you mean "contact.orders"?`, or nothing. */
export function didYouMean(given: string, known: readonly string[]): string {
  const best = nearest(given, known);
  return best === undefined ? '' : ` Did you mean "${best}"?`;
}
