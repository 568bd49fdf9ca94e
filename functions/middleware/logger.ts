import { METRIC_NAMESPACE } from '../../shared/contract/names.ts';
import { requestId } from './request-context.ts';

const LEVELS = { debug: 10, info: 20, warn: 30, error: 40 } as const;
type Level = keyof typeof LEVELS;

const isLevel = (text: string | undefined): text is Level => text !== undefined && text in LEVELS;

/** Only ids, counts and names of ours: values are never objects, so a payload cannot slip in. */
export type LogFields = Record<string, string | number | boolean | undefined>;

/** `LOG_LEVEL`: one of the levels, or `silent` for tests. */
function threshold(): number {
  const wanted = process.env['LOG_LEVEL'];
  if (wanted === 'silent') return Infinity;
  return LEVELS[isLevel(wanted) ? wanted : 'info'];
}

function write(level: Level, message: string, fields: LogFields): void {
  if (LEVELS[level] < threshold()) return;
  const line = { level, time: new Date().toISOString(), message, requestId: requestId(), ...fields };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/**
 * Structured lines for CloudWatch. Errors are logged by name and code: their messages may quote what a person typed.
 */
export const log = {
  debug: (message: string, fields: LogFields = {}): void => write('debug', message, fields),
  info: (message: string, fields: LogFields = {}): void => write('info', message, fields),
  warn: (message: string, fields: LogFields = {}): void => write('warn', message, fields),
  error: (message: string, error: unknown, fields: LogFields = {}): void =>
    write('error', message, { ...describe(error), ...fields }),
};

/** A line of a stack; a message may quote what somebody typed, and that may begin with "at" too. */
const PLACE = /^\s+at .*:\d+:\d+\)?$/;

function describe(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const at = error.stack?.split('\n').find((line) => PLACE.test(line));
  return { error: error.name, code, at: at?.trim() };
}

/** Counts in the CloudWatch embedded metric format: a log line that becomes a metric, no call needed. */
export function count(metric: string, dimensions: Record<string, string>, value = 1): void {
  if (threshold() === Infinity) return;
  const _aws = {
    Timestamp: Date.now(),
    CloudWatchMetrics: [
      {
        Namespace: METRIC_NAMESPACE,
        Dimensions: [[], Object.keys(dimensions)],
        Metrics: [{ Name: metric, Unit: 'Count' }],
      },
    ],
  };
  process.stdout.write(`${JSON.stringify({ _aws, ...dimensions, [metric]: value })}\n`);
}
