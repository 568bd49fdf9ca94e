import { dueTime } from '../due-time.ts';
import { type TableCall, leftIn, nameOf, writesOf } from './table-writes.ts';

/** The sort key of the index of what waits. */
const DUE = 'dueSk';

/**
 * What has been written into the index of what waits since its reader was last asked. The reader told what is due next;
 * with this it is known, without asking it after every write, that nothing is due before.
 */
export class DueWatch {
  private readonly written = new Map<string, number>();

  /** Takes note of a write that was done. */
  see(call: TableCall): void {
    for (const write of writesOf(call)) {
      const at = instantOf(leftIn(write, DUE));
      if (at === undefined) continue;
      if (at === null) this.written.delete(nameOf(write));
      else this.written.set(nameOf(write), at);
    }
  }

  /** Milliseconds since 1970 of the first that was written; Infinity when none was. */
  get earliest(): number {
    let first = Infinity;
    for (const at of this.written.values()) first = Math.min(first, at);
    return first;
  }

  /** The reader is about to be asked: it sees all that was written until now. */
  forget(): void {
    this.written.clear();
  }
}

/** `null` and `undefined` as they come: it no longer waits, or is left alone. */
const instantOf = (key: string | null | undefined): number | null | undefined =>
  typeof key === 'string' ? dueTime(key) : key;
