/** An expected failure is a value; a throw is a bug or a broken dependency. */
export type Failure<Kind extends string = string> = {
  kind: Kind;
  message: string;
  /** Whether trying the same again may succeed. */
  retryable: boolean;
  cause?: unknown;
  /** What a program may read beside the message, for instance both sides of a conflict. */
  details?: Readonly<Record<string, unknown>> | undefined;
};

export type Result<T, F extends Failure = Failure> = { ok: true; value: T } | { ok: false; failure: F };

export const ok = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });

export const fail = <Kind extends string>(
  kind: Kind,
  message: string,
  options: { retryable?: boolean; cause?: unknown; details?: Readonly<Record<string, unknown>> } = {},
): { ok: false; failure: Failure<Kind> } => ({
  ok: false,
  failure: {
    kind,
    message,
    retryable: options.retryable ?? false,
    cause: options.cause,
    ...(options.details && { details: options.details }),
  },
});
