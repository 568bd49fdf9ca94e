import { tell } from './ask.ts';

const WIDTH = 24;
/** Milliseconds between two lines where nobody watches. */
const QUIET = 5000;

export type Progress = {
  /** `fraction` of the work is done, 0 to 1. */
  show: (fraction: number, note: string) => void;
  /** Takes the bar away again. */
  end: () => void;
};

/** How far long work is, on stderr: a bar for who watches, else a line now and then. */
export function startProgress(): Progress {
  const { isTTY } = process.stderr;
  let last = performance.now();
  return {
    show(fraction, note) {
      const percent = `${Math.round(fraction * 100)} %`.padStart(5);
      if (isTTY) {
        const full = Math.round(fraction * WIDTH);
        const drawn = '█'.repeat(full) + '░'.repeat(WIDTH - full);
        process.stderr.write(`\r\u001b[2K${drawn} ${percent}  ${note}`);
      } else if (performance.now() - last > QUIET) {
        last = performance.now();
        tell(`${percent}  ${note}`);
      }
    },
    end() {
      if (isTTY) process.stderr.write('\r\u001b[2K');
    },
  };
}
