import * as z from 'zod';
import { counted } from '../../shared/contract/wording.ts';
import { ask, canAsk, tell } from './ask.ts';
import { CommandError } from './client.ts';
import type { Run } from './command.ts';
import type { Acted } from './rule-shapes.ts';

/** What becomes of the follow-ups that wait by the versions before. */
export type Choice = 'keep' | 'cancel' | 'renew';

const isChoice = (text: string, choices: readonly Choice[]): text is Choice =>
  choices.some((choice) => choice === text);

const count = z.number();
const part = z.object({
  cursor: z.string().optional(),
  renewed: count,
  retimed: count,
  cancelled: count,
  skipped: count,
  missed: count,
  earliest: z.string().optional(),
  latest: z.string().optional(),
  reasons: z.record(z.string(), count),
});
type Part = z.infer<typeof part>;

/** The rules that something waits by, and how much. */
function waitingBy({ waiting }: Acted): Map<string, number> {
  const rules = new Map<string, number>();
  for (const each of waiting.counts) rules.set(each.rule, (rules.get(each.rule) ?? 0) + each.count);
  return rules;
}

/** What `--waiting` says; where it says nothing and something waits, somebody is asked if there is anybody. */
export async function chooseWaiting(
  { options: { waiting, yes, 'dry-run': isDry } }: Run,
  plan: Acted,
  choices: readonly Choice[],
): Promise<Choice> {
  const usage = `--waiting takes ${choices.join(', ')}.`;
  const total = [...waitingBy(plan).values()].reduce((sum, each) => sum + each, 0);
  if (waiting === undefined && (total === 0 || yes || isDry || !canAsk())) return 'keep';
  const said =
    waiting ??
    ((await ask(`${counted(total, 'waits', 'wait')} by the versions before. ${choices.join('/')} [keep] `)) ||
      'keep');
  if (!isChoice(said, choices)) throw new CommandError(usage, 2);
  return said;
}

export type Doing = { plan: Acted; choice: Choice; why: string };

/** What would come of it, rule by rule, before anything is published; `by` is the version that is to be live. */
export async function previewWaiting(
  run: Run,
  { plan, choice, why }: Doing,
  by: 'draft' | number,
): Promise<string[]> {
  if (choice === 'keep') return [];
  const lines: string[] = [];
  for (const [rule, waits] of waitingBy(plan)) {
    if (choice === 'cancel')
      lines.push(
        `  ${rule}: all that wait by other versions, ${waits} or fewer, are cancelled for good: going back brings none of them back`,
      );
    else lines.push(...describe(rule, await all(run, { rule, body: { do: choice, why, dryRun: true, by } })));
  }
  return lines.length > 0 ? ['What waits', ...lines] : [];
}

/** Does it, a slice at a time; begun again after a break it goes on with what is left. */
export async function changeWaiting(run: Run, { plan, choice, why }: Doing): Promise<string[]> {
  if (choice === 'keep') return [];
  const lines: string[] = [];
  for (const [rule, waits] of waitingBy(plan))
    lines.push(...describe(rule, await all(run, { rule, body: { do: choice, why }, waits })));
  return lines.length > 0 ? ['What waited', ...lines] : [];
}

type Whole = { rule: string; body: object; waits?: number };

async function all({ client, brand }: Run, { rule, body, waits }: Whole): Promise<Part> {
  const path = `/api/brands/${encodeURIComponent(brand)}/rules/${encodeURIComponent(rule)}/waiting`;
  const sum: Part = { renewed: 0, retimed: 0, cancelled: 0, skipped: 0, missed: 0, reasons: {} };
  let cursor: string | undefined;
  do {
    const next = part.parse(await client.call('POST', path, { ...body, ...(cursor && { cursor }) }));
    add(sum, next);
    cursor = next.cursor;
    if (waits !== undefined && process.stderr.isTTY) tell(`${rule}: ${changed(sum)} of ${waits}`);
  } while (cursor !== undefined);
  return sum;
}

const changed = ({ renewed, cancelled, skipped }: Part): number => renewed + cancelled + skipped;

function add(sum: Part, next: Part): void {
  for (const name of ['renewed', 'retimed', 'cancelled', 'skipped', 'missed'] as const)
    sum[name] += next[name];
  for (const [reason, times] of Object.entries(next.reasons))
    sum.reasons[reason] = (sum.reasons[reason] ?? 0) + times;
  sum.earliest = [sum.earliest, next.earliest].flatMap((at) => at ?? []).toSorted(compare)[0];
  sum.latest = [sum.latest, next.latest]
    .flatMap((at) => at ?? [])
    .toSorted(compare)
    .at(-1);
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
const minute = (at = ''): string => at.slice(0, 16).replace('T', ' ');

function between({ earliest, latest }: Part): string {
  const [first, last] = [minute(earliest), minute(latest)];
  return first === last ? first : `${first} to ${last}`;
}

function describe(rule: string, sum: Part): string[] {
  const { renewed, retimed, cancelled, skipped, missed } = sum;
  const when = renewed > 0 ? `, due ${between(sum)} UTC` : '';
  const rest = skipped > 0 ? `, ${skipped} skipped` : '';
  return [
    `  ${rule}: ${renewed} planned anew (${retimed} at another time${when}), ${cancelled} cancelled${rest}`,
    ...Object.entries(sum.reasons).map(([reason, times]) => `    ${times} × ${reason}`),
    ...(missed > 0 ? [`    ${missed} kept changing meanwhile: do it again with the same words`] : []),
  ];
}
