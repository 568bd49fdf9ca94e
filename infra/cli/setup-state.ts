import * as z from 'zod';
import type { Diagnosis, Finding } from '../../shared/contract/doctor.ts';
import { CommandError } from './client.ts';
import type { Run } from './command.ts';
import { brandPath } from './deed.ts';
import { loadDiagnosis } from './doctor.ts';
import { readLines } from './rule-list.ts';
import { lines } from './rule-shapes.ts';
import { sourceList } from './source-shapes.ts';

/** How far the set-up is: looked at each time, never remembered. */
export type State = {
  /** Nothing when the brand is not there yet. */
  diagnosis: Diagnosis | undefined;
  sources: string[];
  liveRules: string[];
  /** Where tests may go, or wait for their code. */
  testAddresses: { address: string; state: string }[];
};

const addresses = z.object({ items: z.array(z.looseObject({ address: z.string(), state: z.string() })) });
const isThere = z.object({ code: z.string() });

export async function loadState(run: Run): Promise<State> {
  const diagnosis = await loadDiagnosis(run).catch(unlessAbsent);
  if (!diagnosis) return { diagnosis, sources: [], liveRules: [], testAddresses: [] };
  const path = brandPath(run.brand);
  const [sources, rules, tests] = await Promise.all([
    run.client.call('GET', `${path}/sources`),
    readLines(run.client, `${path}/rules`),
    run.client.call('GET', `${path}/test-addresses`),
  ]);
  return {
    diagnosis,
    sources: sourceList.parse(sources).items.map(({ id }) => id),
    liveRules: lines
      .parse({ items: rules })
      .items.flatMap(({ id, live }) => (live === undefined ? [] : [id])),
    testAddresses: addresses.parse(tests).items,
  };
}

/** A brand that is not there is no failure here: it is the next thing to make. */
function unlessAbsent(error: unknown): undefined {
  const problem = error instanceof CommandError ? isThere.safeParse(error.problem) : undefined;
  if (problem?.data?.code !== 'not-found') throw error;
}

export const findingOf = ({ diagnosis }: State, id: string): Finding | undefined =>
  diagnosis?.findings.find((one) => one.id === id);
