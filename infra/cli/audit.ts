import { describeAct } from './changes.ts';
import type { Command, Found, Run } from './command.ts';
import { type Change, auditPage } from './rule-shapes.ts';

async function list({ client, brand, options: { limit = '20', cursor } }: Run): Promise<Found> {
  const query = new URLSearchParams({ limit, ...(cursor && { cursor }) });
  const data = auditPage.parse(
    await client.call('GET', `/api/brands/${encodeURIComponent(brand)}/audit?${query.toString()}`),
  );
  if (data.items.length === 0) return { data, text: 'Nothing was done yet.' };
  const parts = data.items.map(({ at, by, act, why, rows, changes }) => {
    const head = `${at.slice(0, 16).replace('T', ' ')} UTC  ${act} by ${by}${why ? `: ${why}` : ''}`;
    return [head, ...rowLines(rows), ...changes.flatMap((change) => describe(act, change).split('\n'))].join(
      '\n  ',
    );
  });
  const next = data.cursor ? [`Older ones: audit --cursor ${data.cursor}`] : [];
  return { data, text: [...parts, ...next].join('\n') };
}

/** Of an import: how many rows became what. */
const rowLines = (rows: Record<string, number> = {}): string[] => {
  const counted = Object.entries(rows).filter(([, count]) => count > 0);
  return counted.length === 0 ? [] : [counted.map(([outcome, count]) => `${count} ${outcome}`).join(', ')];
};

/** What is new is told by its name alone; "rules show" tells what it says. */
const describe = (act: string, change: Change): string =>
  act === 'publish' && change.from === undefined && change.to !== undefined
    ? `${change.kind} ${change.id}: new, version ${change.to}`
    : describeAct(act, change);

export const auditCommand: Command = {
  words: ['audit'],
  reads: ['limit', 'cursor'],
  usage: 'audit [--limit 20]',
  about: 'who changed rules, templates and switches, when, why, and what differed',
  help: ['--limit    how many, the newest first; 20 unless told', '--cursor   where the page before ended'],
  run: list,
};
