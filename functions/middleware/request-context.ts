import { AsyncLocalStorage } from 'node:async_hooks';

/** The HTTP request that is being answered: its log lines and its refusal name it. */
const current = new AsyncLocalStorage<string>();

export const withRequestId = <T>(requestId: string | undefined, run: () => Promise<T>): Promise<T> =>
  requestId === undefined ? run() : current.run(requestId, run);

/** API Gateway's id of it, which the caller gets in `apigw-requestid`; nothing outside a request. */
export const requestId = (): string | undefined => current.getStore();
