import type { RouteModel } from '../template/model.ts';

type Bucket = { tokens: number; at: number };

/**
 * The limits of the routes that have their own, as API Gateway keeps them: a bucket of `burst` requests that fills by
 * `rate` a second. In real time, like the callers; `now` is in milliseconds.
 */
export function createThrottle(now: () => number = () => performance.now()): (route: RouteModel) => boolean {
  const buckets = new Map<string, Bucket>();
  return ({ key, throttle }) => {
    if (!throttle) return true;
    const { rate, burst } = throttle;
    const at = now();
    const known = buckets.get(key) ?? { tokens: burst, at };
    const tokens = Math.min(burst, known.tokens + ((at - known.at) / 1000) * rate);
    const passes = tokens >= 1;
    buckets.set(key, { tokens: passes ? tokens - 1 : tokens, at });
    return passes;
  };
}
