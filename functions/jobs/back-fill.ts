import { type BackFilled, type BackFillRequest, backFillSlice } from '../middleware/back-fill.ts';
import { log } from '../middleware/logger.ts';

/** Milliseconds; below the minute after which command line clients give up on an answer. */
const SLICE = 45_000;

/** The next slice of a back-fill. A request that cannot be done at all throws: the invoker sees its sentence. */
export async function backFill(request: BackFillRequest): Promise<BackFilled> {
  const slice = await backFillSlice(request, performance.now() + SLICE);
  if (!slice.ok) throw new Error(slice.failure.message, { cause: slice.failure });
  const { done, pages, read } = slice.value;
  log.info('back-fill', { brand: request.brand, source: request.source, done, pages, read });
  return slice.value;
}
