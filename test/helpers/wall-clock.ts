const MINUTE = 60_000;
export const DAY = 1440 * MINUTE;
/** Clocks that are ahead by as much at both ends of such a step are taken to be so between them. */
const STEP = 15;

/**
 * The clock on a wall, minute by minute, by nothing but `Intl`: what it shows is a number as `Date.UTC` gives it. What is
 * asked is found by walking through the minutes, so that no arithmetic of ours or of a library is believed.
 */
export class WallClock {
  readonly #start: number;
  readonly #shown: Float64Array;

  constructor(zone: string, { start, days }: { start: number; days: number }) {
    this.#start = Math.floor(start / DAY) * DAY;
    this.#shown = new Float64Array(days * 1440);
    const ahead = offsets(zone);
    const aheadIn = (minute: number): number => ahead(this.#start + minute * MINUTE);
    let before = aheadIn(0);
    for (let at = 0; at < this.#shown.length; at += STEP) {
      const after = aheadIn(at + STEP);
      // Newfoundland put its clocks forward and back at a minute past midnight for a quarter of a century.
      for (let minute = at; minute < at + STEP; minute++)
        this.#shown[minute] = this.#start + minute * MINUTE + (before === after ? before : aheadIn(minute));
      before = after;
    }
  }

  /** What it shows in a minute of the walk. */
  at(minute: number): number {
    return this.#shown[minute] ?? NaN;
  }
  /** The first minute in which it shows this or more. */
  first(wall: number): number {
    for (let minute = this.#earliest(wall); minute < this.#shown.length; minute++)
      if (this.at(minute) >= wall) return minute;
    throw new Error('the walk is too short');
  }
  /** No zone is ahead by more than this. */
  #earliest(wall: number): number {
    return Math.max(0, (wall - this.#start) / MINUTE - 16 * 60);
  }
  /** Midnight of the day that it shows. */
  day(minute: number): number {
    return Math.floor(this.at(minute) / DAY) * DAY;
  }
  isWeekend(minute: number): boolean {
    return [0, 6].includes(new Date(this.at(minute)).getUTCDay());
  }
  minuteOf(instant: { epochMilliseconds: number }): number {
    return (instant.epochMilliseconds - this.#start) / MINUTE;
  }
  instantOf(minute: number): string {
    return new Date(this.#start + minute * MINUTE).toISOString();
  }
}

/** Milliseconds of a local time since midnight. */
export function sinceMidnight(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return (hours * 60 + minutes) * MINUTE;
}

/** How far a zone is ahead of UTC at an instant, in milliseconds. */
function offsets(zone: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  return (instant) => {
    const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
    const of = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? NaN;
    return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute')) - instant;
  };
}

/** The days of a year on which the clock of a zone is put forward or back. */
export function changesOf(zone: string, year: number): number[] {
  const ahead = offsets(zone);
  const days = Array.from({ length: 366 }, (_, day) => Date.UTC(year, 0, 1) + day * DAY);
  return days.filter((day) => ahead(day) !== ahead(day + DAY));
}
