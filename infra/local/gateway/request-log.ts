import { isRecord } from '../json.ts';
import type { Json } from '../json.ts';

type Named = { caller: string; service: string; operation: string };
export type LoggedRequest = Named & {
  status: number;
  /** Capacity units, where DynamoDB told them. */
  capacity?: number;
};
export type Total = { count: number; failed: number; capacity: number };

const KEPT = 20_000;

/** What functions asked of AWS: the latest requests, and totals by `caller/service/operation` since the last clear. */
export class RequestLog {
  recent: LoggedRequest[] = [];
  private totals = new Map<string, Named & Total>();

  add(request: LoggedRequest): void {
    this.recent.push(request);
    if (this.recent.length > KEPT) this.recent = this.recent.slice(-KEPT / 2);
    const { caller, service, operation } = request;
    const key = `${caller}/${service}/${operation}`;
    const total = this.totals.get(key) ?? { caller, service, operation, count: 0, failed: 0, capacity: 0 };
    total.count += 1;
    total.failed += request.status >= 400 || request.status === 0 ? 1 : 0;
    total.capacity += request.capacity ?? 0;
    this.totals.set(key, total);
  }

  /** How many requests of this service, operation and caller were seen; what is left out matches all. */
  count(wanted: Partial<Named> = {}): number {
    const isWanted = (total: Named): boolean =>
      (wanted.service ?? total.service) === total.service &&
      (wanted.operation ?? total.operation) === total.operation &&
      (wanted.caller ?? total.caller) === total.caller;
    return [...this.totals.values()].filter(isWanted).reduce((sum, { count }) => sum + count, 0);
  }

  summary(): Record<string, Total> {
    const sorted = [...this.totals].sort(([left], [right]) => left.localeCompare(right));
    return Object.fromEntries(
      sorted.map(([key, { count, failed, capacity }]) => [key, { count, failed, capacity }]),
    );
  }

  clear(): void {
    this.recent = [];
    this.totals.clear();
  }
}

/** The capacity units of a DynamoDB answer that tells them. */
export function capacityOf(answer: Json): number {
  const told = answer['ConsumedCapacity'];
  const parts: unknown[] = Array.isArray(told) ? told : [told];
  return parts.reduce<number>((sum, part) => {
    const units = isRecord(part) ? part['CapacityUnits'] : 0;
    return sum + (typeof units === 'number' ? units : 0);
  }, 0);
}
