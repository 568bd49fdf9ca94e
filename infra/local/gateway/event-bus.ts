import { randomUUID } from 'node:crypto';
import type { Queues } from '../engines/queues.ts';
import { parseRecord, recordsOf, textOf } from '../json.ts';
import type { Json } from '../json.ts';
import { PLACE } from '../place.ts';
import type { Model } from '../template/model.ts';
import { answerError, answerJson } from './call.ts';
import type { Answer, Call } from './call.ts';
import { compilePattern } from './pattern.ts';
import type { Matcher } from './pattern.ts';

type Route = { bus: string; matches: Matcher; queues: string[] };
export type BusEvent = {
  source: string;
  detailType: string;
  detail: Json;
  bus?: string;
  resources?: string[];
};

const MAX_ENTRIES = 10;
const MAX_BYTES = 262_144;

/** The event buses of the template: what matches a rule is stored in the rule's queue before anybody gets an answer. */
export class EventBus {
  private readonly buses: Set<string>;
  private readonly routes: Route[];
  private readonly queues: Queues;
  private readonly now: () => Date;

  /** Throws when a rule uses a pattern or target that cannot be honoured. */
  constructor(model: Model, queues: Queues, now: () => Date) {
    this.buses = new Set(model.buses);
    this.queues = queues;
    this.now = now;
    this.routes = model.rules.flatMap((rule) => {
      if (!rule.EventPattern) return [];
      const queueNames = rule.Targets.map(({ Arn, ...target }) => {
        const extra = Object.keys(target).filter((key) => !TARGET_PARTS.has(key));
        if (!Arn.includes(':sqs:') || extra.length > 0) {
          throw new Error(
            `Rule ${rule.logicalId} has a target that is not supported locally: ${Arn} ${extra.join(', ')}`,
          );
        }
        return Arn.slice(Arn.lastIndexOf(':') + 1);
      });
      const matches = compilePattern(rule.EventPattern, rule.logicalId);
      return [{ bus: busName(rule.EventBusName), matches, queues: queueNames }];
    });
  }

  /** Delivers one event to every rule that matches. `delay` in seconds. */
  publish(event: BusEvent, delay = 0): string {
    const id = randomUUID();
    const envelope = {
      version: '0',
      id,
      'detail-type': event.detailType,
      source: event.source,
      account: PLACE.account,
      time: this.now()
        .toISOString()
        .replace(/\.\d{3}Z$/, 'Z'),
      region: PLACE.region,
      resources: event.resources ?? [],
      detail: event.detail,
    };
    const body = JSON.stringify(envelope);
    const bus = event.bus ?? 'default';
    for (const route of this.routes) {
      if (route.bus !== bus || !route.matches(envelope)) continue;
      for (const queue of route.queues) this.queues.put(queue, body, delay);
    }
    return id;
  }

  /** `PutEvents`. Entries at the positions in `failing` are refused, as AWS refuses single ones under load. */
  put(call: Call, failing: ReadonlySet<number>): Answer {
    const entries = recordsOf(call.input, 'Entries');
    const size = entries.reduce((sum, entry) => sum + Buffer.byteLength(JSON.stringify(entry)), 0);
    if (entries.length === 0 || entries.length > MAX_ENTRIES || size > MAX_BYTES) {
      return answerError('events', {
        code: 'ValidationException',
        message: 'The request holds no entries, too many of them, or is too large.',
      });
    }
    const results = entries.map((entry, at) =>
      failing.has(at) ? { ErrorCode: 'InternalFailure', ErrorMessage: 'Try again.' } : this.putEntry(entry),
    );
    return answerJson({
      FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length,
      Entries: results,
    });
  }

  private putEntry(entry: Json): Json {
    const detail = parseRecord(textOf(entry, 'Detail') ?? '');
    const source = textOf(entry, 'Source');
    const detailType = textOf(entry, 'DetailType');
    const bus = busName(textOf(entry, 'EventBusName') ?? 'default');
    if (!detail) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
    if (!source || !detailType) {
      return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Source and DetailType are required.' };
    }
    if (!this.buses.has(bus)) {
      return { ErrorCode: 'ResourceNotFoundException', ErrorMessage: `Event bus ${bus} does not exist.` };
    }
    return { EventId: this.publish({ source, detailType, detail, bus }) };
  }
}

/** What a target may hold without changing what is delivered. */
const TARGET_PARTS = new Set(['Id', 'DeadLetterConfig', 'RetryPolicy']);

const busName = (reference: string): string => reference.slice(reference.lastIndexOf('/') + 1);
