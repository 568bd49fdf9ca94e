import { CommandError } from './client.ts';
import type { Command, Found, Run } from './command.ts';
import { isSame, readBase } from './rule-base.ts';
import { type Compared, compare, describeFit, describeGone, goneFiles } from './rule-compare.ts';
import { type Item, type Kind, byName, nameOf } from './rule-files.ts';
import { describeBoth, describeLeft, sidesOf } from './rule-push-choice.ts';
import { type Remote, readRemote } from './rule-remote.ts';
import { bad, bold, dim, good } from './style.ts';
import { itemsIn } from './trial.ts';

/** What CI may ask: 0 the same, 3 it differs. */
const DIFFERS = 3;

async function run({ client, brand, rest: [folder] }: Run, kind: Kind): Promise<Found> {
  if (!folder) throw new CommandError(`Say which folder: ${kind}s diff my-rules`, 2);
  const all = await readRemote(client, brand);
  const remote = byName(all);
  const items = await itemsIn(folder);
  const asked = items.filter(isMeant(kind));
  const base = await readBase(folder);
  const sided = sidesOf(asked, { remote, base });
  const left = sided.flatMap(({ item, there, side }) => (there && side === 'there' ? [{ item, there }] : []));
  const both = sided.flatMap(({ item, there, side }) => (there && side === 'both' ? [{ item, there }] : []));
  const changed = sided
    .filter(({ item, there, side }) => side !== 'there' && mayDiffer(item, there))
    .map(({ item }) => item);
  const gone = goneFiles(base, items, all).filter(isMeant(kind));
  const found = await compare({ client, brand }, changed, all);
  const changes = changed.map((item) => {
    const there = remote.get(nameOf(item));
    return { ...(found.get(nameOf(item)) ?? sameAs(item, there)), ...inText(item, there) };
  });
  const remarks = [...left.map(describeLeft), ...both.map(describeBoth), ...gone.map(describeGone)];
  const data = { changes, gone, left: left.map(named), both: both.map(named) };
  if (changes.length + remarks.length === 0) return { data, text: 'Nothing differs.' };
  const text = [...changes.map(describe), ...remarks].join('\n\n');
  return { data, text, exitCode: DIFFERS };
}

const named = ({ item: { kind, id } }: { item: Item }) => ({ kind, id });

/** What says the same as what is live, and as the draft if there is one, is not answered. */
const sameAs = ({ kind, id }: Item, there: Remote | undefined): Compared => ({
  kind,
  id,
  ...(there?.version !== undefined && { live: there.version }),
  difference: [],
  ...(there && there.draft.size > 0 && { draft: [] }),
  problems: [],
  notices: [],
});

/** From which side the file differs, be it in comments and spacing alone. */
const inText = ({ files }: Item, there: Remote | undefined) => ({
  isOther: { live: !there || !isSame(files, there.live), draft: !there || !isSame(files, there.draft) },
});

const isMeant =
  (kind: Kind) =>
  (item: { kind: Kind }): boolean =>
    kind === 'rule' || item.kind === kind;

/** Whether it may differ from what is live, or from the draft that is saved. */
const mayDiffer = ({ files }: Item, there: Remote | undefined): boolean =>
  !there || !isSame(files, there.live) || (there.draft.size > 0 && !isSame(files, there.draft));

type Told = Compared & ReturnType<typeof inText>;

function describe({ kind, id, live, difference: fields, draft, isOther: other, ...fit }: Told): string {
  const against = live === undefined ? 'new' : `live version ${live} → the file`;
  return [
    bold(`${kind} ${id}: ${against}`),
    ...(fields.length === 0 ? [dim(other.live ? TEXT_ALONE : '  as it is live')] : unified(fields)),
    ...draftLines(draft, other.draft),
    ...describeFit(fit),
  ].join('\n');
}

const TEXT_ALONE = '  comments or spacing only';

function draftLines(draft: Compared['draft'], isOther: boolean): string[] {
  if (!draft) return [];
  if (draft.length === 0 && !isOther) return [dim('  The saved draft says the same.')];
  return [bold('  the saved draft → the file'), ...(draft.length === 0 ? [dim(TEXT_ALONE)] : unified(draft))];
}

const unified = (fields: Compared['difference']): string[] =>
  fields.flatMap(({ at, before, after }) => [
    `  ${at || 'all'}`,
    ...marked('-', before).map(bad),
    ...marked('+', after).map(good),
  ]);

function marked(sign: string, value: unknown): string[] {
  if (value === undefined) return [];
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.split('\n').map((line) => `    ${sign} ${line}`);
}

export const diffOf = (kind: Kind): Command => ({
  words: [`${kind}s`, 'diff'],
  usage: `${kind}s diff DIR`,
  takes: 1,
  about:
    kind === 'rule'
      ? 'what pushing and publishing a folder would change, field by field'
      : 'the same of the templates in a folder alone',
  help: [
    'With what keeps it from being published (✗), and with what is live but has no file any more.',
    'What was changed there alone since it was pulled is left out, as push leaves it alone; it is named at the end.',
    'Exit code 0 when all is the same, 3 when something differs: a pipeline may ask.',
  ],
  run: (of) => run(of, kind),
});
