/** Does this to each of them, so many at a time; after the first failure nothing more is begun, and that is thrown. */
export async function inLanes<T>(
  items: readonly T[],
  width: number,
  run: (item: T) => Promise<void>,
): Promise<void> {
  const left = items.values();
  let isOver = false;
  const lane = async (): Promise<void> => {
    for (const item of left) {
      if (isOver) return;
      await run(item).catch((error: unknown) => {
        isOver = true;
        throw error;
      });
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: width }, lane));
  const failed = ended.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}
