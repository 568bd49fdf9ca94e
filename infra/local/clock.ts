import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { parseRecord } from './json.ts';

/**
 * The moved time: real time plus an offset that only grows. The offset lies in memory that every worker shares and in
 * a file, so that it outlives a restart.
 */
export class Clock {
  readonly shared = new SharedArrayBuffer(8);
  private readonly offset = new Float64Array(this.shared);
  private readonly file: number | undefined;

  constructor(path?: string) {
    if (path === undefined) return;
    const isThere = existsSync(path);
    const stored = isThere ? parseRecord(readFileSync(path, 'utf8'))?.['offset'] : undefined;
    this.offset[0] = typeof stored === 'number' ? stored : 0;
    this.file = openSync(path, isThere ? 'r+' : 'w');
  }

  /** Milliseconds since 1970, moved. */
  now = (): number => Date.now() + (this.offset[0] ?? 0);

  date = (): Date => new Date(this.now());

  close(): void {
    if (this.file !== undefined) closeSync(this.file);
  }

  /** Moves on to this instant; an instant that has passed changes nothing. */
  moveTo(instant: number): void {
    const distance = instant - this.now();
    if (distance <= 0) return;
    this.offset[0] = (this.offset[0] ?? 0) + distance;
    if (this.file === undefined) return;
    // One write of one length, in place: a killed process leaves the one before or this one, and a year has thousands.
    writeSync(this.file, JSON.stringify({ offset: this.offset[0] }).padEnd(LENGTH), 0);
  }
}

/** Longer than any offset is written. */
const LENGTH = 64;
