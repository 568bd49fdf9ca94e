import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { parseRecord } from './json.ts';

/**
 * The moved time: real time plus an offset that only grows. The offset lies in memory that every worker shares and in
 * a file, so that it outlives a restart.
 */
export class Clock {
  readonly shared = new SharedArrayBuffer(8);
  private readonly offset = new Float64Array(this.shared);
  private readonly path: string | undefined;

  constructor(path?: string) {
    this.path = path;
    if (path === undefined || !existsSync(path)) return;
    const stored = parseRecord(readFileSync(path, 'utf8'))?.['offset'];
    this.offset[0] = typeof stored === 'number' ? stored : 0;
  }

  /** Milliseconds since 1970, moved. */
  now = (): number => Date.now() + (this.offset[0] ?? 0);

  date = (): Date => new Date(this.now());

  /** Moves on to this instant; an instant that has passed changes nothing. */
  moveTo(instant: number): void {
    const distance = instant - this.now();
    if (distance <= 0) return;
    this.offset[0] = (this.offset[0] ?? 0) + distance;
    if (this.path === undefined) return;
    writeFileSync(`${this.path}.new`, JSON.stringify({ offset: this.offset[0] }));
    renameSync(`${this.path}.new`, this.path);
  }
}
