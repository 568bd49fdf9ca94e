import { type TableCall, leftIn, nameOf, writesOf } from './table-writes.ts';

const LEASE = 'leaseUntil';

/**
 * Which items have a lease, by what has been written: to look for some that nobody holds any more, the whole table would
 * have to be read after every move of the clock. What was leased before the start it cannot know.
 */
export class LeaseWatch {
  private readonly held = new Set<string>();
  private isSure = false;

  /** Takes note of a write that was done. */
  see(call: TableCall): void {
    for (const write of writesOf(call)) {
      const lease = leftIn(write, LEASE);
      if (lease === null) this.held.delete(nameOf(write));
      else if (lease !== undefined) this.held.add(nameOf(write));
    }
  }

  /** Has all leases ended by `endAll`, which tells how many, where there may be any. */
  async end(endAll: () => Promise<number>): Promise<number> {
    if (this.isSure && this.held.size === 0) return 0;
    this.held.clear();
    this.isSure = false;
    const ended = await endAll();
    this.isSure = true;
    return ended;
  }
}
