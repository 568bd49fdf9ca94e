/**
 * Lets at most `width` pieces of work run at once in this container; the others wait in order. What is claimed when a
 * container dies ends in doubt, so no more is claimed than can be on its way to SES.
 */
export function atMost(width: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= width) await new Promise<void>((go) => waiting.push(go));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
