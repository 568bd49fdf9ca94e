import type { Queues, TakenMessage } from '../engines/queues.ts';
import { isRecord, recordsOf, textOf } from '../json.ts';
import { PLACE } from '../place.ts';
import type { MappingModel } from '../template/model.ts';
import type { FunctionRunner } from './function-runner.ts';

/** Seconds until a failed message is tried again. The template's minutes would only make people wait. */
const RETRY_AFTER = 1;
const DEFAULT_CONCURRENCY = 5;

/** Feeds a queue to its function: batches, partial failures, and the concurrency of the template. */
export class QueueMapping {
  readonly queueName: string;
  /** Called when a batch has ended. */
  onRest: () => void = () => undefined;
  /** Batches under way. */
  active = 0;
  private readonly model: MappingModel;
  private readonly queues: Queues;
  private readonly runner: FunctionRunner;
  private readonly visibility: number;
  private scheduled = false;
  private stopped = false;

  constructor(model: MappingModel, queues: Queues, worker: { runner: FunctionRunner; timeout: number }) {
    this.model = model;
    this.queues = queues;
    this.runner = worker.runner;
    this.queueName = model.queueName;
    // Longer than any call can take, so that no message is worked on twice at a time.
    this.visibility = worker.timeout + 5;
  }

  /** Takes what is there. Whatever arrives in the same turn of the event loop goes into one batch. */
  wake(): void {
    if (this.scheduled || this.stopped) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.pump();
    });
  }

  stop(): void {
    this.stopped = true;
  }

  get idle(): boolean {
    return this.active === 0 && this.queues.countPressing(this.queueName) === 0;
  }

  private pump(): void {
    const limit = this.model.ScalingConfig?.MaximumConcurrency ?? DEFAULT_CONCURRENCY;
    while (!this.stopped && this.active < limit) {
      const batch = this.queues.take(this.queueName, this.model.BatchSize, this.visibility);
      if (batch.length === 0) return;
      this.active += 1;
      void this.work(batch).finally(() => {
        this.active -= 1;
        this.wake();
        this.onRest();
      });
    }
  }

  private async work(batch: TakenMessage[]): Promise<void> {
    const outcome = await this.runner.invoke({ Records: batch.map((message) => this.record(message)) });
    if (this.stopped) return;
    const failed = outcome.ok ? this.failedIds(outcome.value, batch) : new Set(batch.map(({ id }) => id));
    const queue = this.queues.get(this.queueName);
    for (const { id, receipt } of batch) {
      if (failed.has(id)) queue.changeVisibility(receipt, RETRY_AFTER);
      else queue.deleteMessage(receipt);
    }
  }

  private failedIds(value: unknown, batch: TakenMessage[]): Set<string> {
    if (!this.model.FunctionResponseTypes.includes('ReportBatchItemFailures') || !isRecord(value))
      return new Set();
    const told = recordsOf(value, 'batchItemFailures').map((item) => textOf(item, 'itemIdentifier') ?? '');
    const known = new Set(batch.map(({ id }) => id));
    // As in Lambda: an identifier that was never sent makes the whole batch fail.
    return told.every((id) => known.has(id)) ? new Set(told) : known;
  }

  private record({ id, receipt, body, attributes }: TakenMessage) {
    return {
      messageId: id,
      receiptHandle: receipt,
      body,
      attributes,
      messageAttributes: {},
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: this.model.EventSourceArn,
      awsRegion: PLACE.region,
    };
  }
}
