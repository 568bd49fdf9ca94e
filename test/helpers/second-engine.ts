import type { TestProject } from 'vitest/node';
import { startSharedDynamo } from '../../infra/local/engines/dynamodb.ts';

declare module 'vitest' {
  interface ProvidedContext {
    secondEngine: string;
  }
}

/** One engine for all tests that ask the table once more: each cloud has its own tables on it, and a warm one is faster. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { endpoint, stop } = await startSharedDynamo();
  project.provide('secondEngine', endpoint);
  return stop;
}
