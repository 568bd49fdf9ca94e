import { CommandError } from './client.ts';
import type { Command, Found, Run } from './command.ts';
import { describeGuide, sourceAdd } from './source-add.ts';
import { sourceBackFill } from './source-back-fill.ts';
import { sourceRotate } from './source-rotate.ts';
import { platformList, sourceList, sourceState } from './source-shapes.ts';
import type { SourceState } from './source-shapes.ts';
import { table } from './table.ts';

/** Of `source check` when nothing genuine arrives: not a failure, but a script wants to know. */
const NOTHING_ARRIVES = 3;

const sourcesOf = (brand: string): string => `/api/brands/${encodeURIComponent(brand)}/sources`;
const minute = (instant: string): string => `${instant.slice(0, 16).replace('T', ' ')} UTC`;

async function list({ client, brand }: Run): Promise<Found> {
  const [platforms, sources] = await Promise.all([
    client.call('GET', `/api/brands/${encodeURIComponent(brand)}/platforms`),
    client.call('GET', sourcesOf(brand)),
  ]);
  const { items } = platformList.parse(platforms);
  const seen = new Map(sourceList.parse(sources).items.map(({ id, lastSeenAt }) => [id, lastSeenAt]));
  const rows = items.flatMap(({ id, name, sources: connected }) =>
    (connected.length > 0 ? connected : ['']).map((source) => {
      const last = seen.get(source);
      return [id, name, source || '–', last ? minute(last) : '–'];
    }),
  );
  const data = {
    items: items.map((item) => ({
      id: item.id,
      name: item.name,
      sources: item.sources.map((id) => ({ id, lastSeenAt: seen.get(id) })),
    })),
  };
  return { data, text: table(['platform', 'name', `source in ${brand}`, 'last webhook'], rows) };
}

async function check({ client, brand, rest: [source] }: Run): Promise<Found> {
  if (!source) throw new CommandError('Say which source: source check shopify', 2);
  const path = `${sourcesOf(brand)}/${encodeURIComponent(source)}`;
  const data = sourceState.parse(await client.call('GET', path));
  const arrives = data.lastSeenAt !== undefined && data.silentSince === undefined;
  const parts = [verdictOf(data), ...countsOf(data), ...(data.lastSeenAt ? [] : [describeGuide(data)])];
  return { data, text: parts.join('\n\n'), exitCode: arrives ? 0 : NOTHING_ARRIVES };
}

function verdictOf({ name, secrets, lastSeenAt, silentSince, refused }: SourceState): string {
  if (secrets === 0) return `✗ ${name}: it has no secret yet, so its webhooks are refused: source rotate`;
  const window = secrets > 1 ? ' Two secrets are believed until: source rotate --end' : '';
  if (silentSince)
    return `✗ ${name} has fallen silent: the last genuine webhook came ${minute(silentSince)}.${window}`;
  if (lastSeenAt) return `✓ ${name}: genuine webhooks arrive, the last one ${minute(lastSeenAt)}.${window}`;
  const forged = refused.some(({ reason }) => reason.endsWith('-signature'));
  const why = forged ? ' Some came with a wrong signature: is it the right secret?' : '';
  return `✗ ${name}: no genuine webhook has arrived yet.${why}${window}`;
}

const rowsOf = (counts: SourceState['ignored']): string[][] =>
  counts.map(({ date, reason, count }) => [date, String(count), reason]);

function countsOf({ genuine, ignored, refused }: SourceState): string[] {
  return [
    ...(genuine.length > 0
      ? [
          table(
            ['day', 'genuine'],
            genuine.map(({ date, count }) => [date, String(count)]),
          ),
        ]
      : []),
    ...(ignored.length > 0 ? [table(['day', 'ignored', 'because'], rowsOf(ignored))] : []),
    ...(refused.length > 0 ? [table(['day', 'refused', 'because'], rowsOf(refused))] : []),
  ];
}

export const SOURCE_COMMANDS: Command[] = [
  {
    words: ['source', 'list'],
    usage: 'source list',
    about: 'every platform there is, and which are connected',
    run: list,
  },
  sourceAdd,
  {
    words: ['source', 'check'],
    takes: 1,
    usage: 'source check shopify',
    about: 'whether genuine webhooks arrive, and why others were ignored or refused',
    help: ['Exit code 3 when none arrive. Counts of a day are about right; refusals lag by a minute.'],
    run: check,
  },
  sourceRotate,
  sourceBackFill,
];
