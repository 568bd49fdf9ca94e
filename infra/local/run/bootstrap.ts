import { setMaxListeners } from 'node:events';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';

/** The inside of a function's worker: moves `Date`, then imports the bundle that would be deployed, then answers calls. */

const start = z.object({
  clock: z.instanceof(SharedArrayBuffer),
  file: z.string(),
  exportName: z.string(),
  functionName: z.string(),
  memory: z.number(),
});
const invocation = z.object({
  id: z.number(),
  requestId: z.string(),
  event: z.string(),
  timeout: z.number(),
});
const bundle = z.record(z.string(), z.unknown());

const given = start.parse(workerData);
const port = parentPort;
if (!port) throw new Error('This file only runs inside a worker.');
setMaxListeners(0);
moveDate(new Float64Array(given.clock));

const loaded = import(pathToFileURL(given.file).href).then((module: unknown) => {
  const handler = bundle.parse({ ...Object(module) })[given.exportName];
  if (typeof handler !== 'function') throw new Error(`${given.file} exports no ${given.exportName}.`);
  return handler;
});

loaded.then(
  () => port.postMessage({ ready: true }),
  (error: unknown) => port.postMessage({ ready: false, error: describe(error) }),
);

port.on('message', (message: unknown) => void answer(invocation.parse(message)));

async function answer({ id, requestId, event, timeout }: z.infer<typeof invocation>): Promise<void> {
  const ends = performance.now() + timeout;
  const context = {
    awsRequestId: requestId,
    functionName: given.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:local:000000000000:function:${given.functionName}`,
    memoryLimitInMB: String(given.memory),
    logGroupName: `/aws/lambda/${given.functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, ends - performance.now()),
  };
  try {
    const handler = await loaded;
    const value: unknown = await Reflect.apply(handler, undefined, [JSON.parse(event), context]);
    port?.postMessage({ id, value: JSON.stringify(value) ?? 'null' });
  } catch (error) {
    port?.postMessage({ id, error: describe(error) });
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Timers and `performance.now` stay real; everything that asks what time it is gets the moved one. */
function moveDate(offset: Float64Array): void {
  const RealDate = Date;
  const realNow = Date.now.bind(Date);
  const now = (): number => realNow() + (offset[0] ?? 0);
  RealDate.now = now;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) => construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new RealDate(now()).toString(),
  });
}

function construct(target: DateConstructor, args: unknown[], newTarget: unknown): object {
  const made: unknown = Reflect.construct(target, args, typeof newTarget === 'function' ? newTarget : target);
  return Object(made);
}
