import { pathToFileURL } from 'node:url';
import * as z from 'zod';

/** A process that is one function, as it would be deployed: imports the bundle, answers calls, tells what memory it took. */
const call = z.object({
  event: z.unknown(),
  /** The time that it is, ISO. */
  at: z.string(),
  /** Milliseconds that it may take. */
  timeout: z.number(),
});
const loaded = z.object({ handler: z.custom<Handler>((value) => typeof value === 'function') });
type Handler = (event: unknown, context: object) => Promise<unknown>;

const MB = 1024 * 1024;
const [file = ''] = process.argv.slice(2);
let offset = 0;
moveDate();
const { handler } = loaded.parse({ ...Object(await import(pathToFileURL(file).href)) });

process.on('message', (message) => void answer(call.parse(message)));
process.send?.({ ready: true });

async function answer({ event, at, timeout }: z.infer<typeof call>): Promise<void> {
  offset += Date.parse(at) - Date.now();
  let heap = 0;
  const watch = setInterval(() => (heap = Math.max(heap, process.memoryUsage().heapUsed)), 10);
  const from = performance.now();
  const context = { getRemainingTimeInMillis: () => timeout - (performance.now() - from) };
  try {
    const value = await handler(event, context);
    const memory = process.resourceUsage().maxRSS / 1024;
    process.send?.({ value, seconds: (performance.now() - from) / 1000, heap: heap / MB, memory });
  } catch (error) {
    process.send?.({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  } finally {
    clearInterval(watch);
  }
}

/** The gateway asks nobody for the time: what is signed may be of any year. */
function moveDate(): void {
  const RealDate = Date;
  const realNow = Date.now.bind(Date);
  const now = (): number => realNow() + offset;
  RealDate.now = now;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Object(Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget)),
  });
}
