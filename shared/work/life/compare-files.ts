import { ruleDraft, templateDraft } from '../../contract/draft.ts';
import type { Content, Difference, Kind } from '../../contract/life.ts';
import { type Failure, type Result, fail, ok } from '../../contract/result.ts';
import { differences } from '../../domain/rules/difference.ts';
import { loadDrafts, loadEntries } from '../../store/entries.ts';
import { type LiveSet, readLive } from '../../store/rules.ts';
import type { Fit } from './check-fit.ts';
import { checkJoined } from './check-joined.ts';
import { liveVersion, loadContents, saidOf } from './live-content.ts';
import { type Read, faultsOf, readContent } from './read.ts';

export type Files = Record<`${Kind}s`, Record<string, unknown>[]>;
/** How one rule or template in a file differs from what is live, and from the draft that is saved, if one is. */
export type Compared = {
  kind: Kind;
  id: string;
  /** The live version; none where it is new. */
  live?: number;
  difference: Difference[];
  draft?: Difference[];
  /** What keeps it from being published: by itself, and beside what is live, the other files and the drafts. */
  problems: string[];
  /** What is worth knowing, and in nobody's way. */
  notices: string[];
};
type ReadFile = Read & { kind: Kind; id: string };

/**
 * What saving and publishing these files would change. Nothing is written; `invalid` when one cannot be read. What comes
 * `beside` is not told of: a folder is compared a part at a time, each with what it has to do with.
 */
export async function compareFiles(
  brand: string,
  { files, beside }: { files: Files; beside?: Files | undefined },
): Promise<Result<{ changes: Compared[] }, Failure<'invalid'>>> {
  const read = await readFiles(files);
  if (!read.ok) return read;
  const contents = read.value.map(({ content }) => content);
  const joined = await checkJoined(brand, contents, beside && readBeside(beside));
  const live = await readLive(brand);
  const changes: Compared[] = [];
  for (const [kind, all] of Map.groupBy(read.value, (one) => one.kind)) {
    const ids = all.map(({ id }) => id);
    const there = await readThere({ brand, kind, live }, ids);
    changes.push(...all.map((file) => compareOne(file, there, joined.get(`${kind} ${file.id}`))));
  }
  return ok({ changes: changes.filter(isOtherwise) });
}

const isOtherwise = ({ difference, draft = [] }: Compared): boolean => difference.length + draft.length > 0;

/** What cannot be read of it is refused in its own turn, and compiled there. */
const readBeside = (beside: Files): Content[] => [
  ...beside.rules.flatMap((raw) => {
    const { data: rule } = ruleDraft.safeParse(raw);
    return rule ? [{ rule }] : [];
  }),
  ...beside.templates.flatMap((raw) => {
    const { data: template } = templateDraft.safeParse(raw);
    return template ? [{ template }] : [];
  }),
];

async function readFiles(files: Files): Promise<Result<ReadFile[], Failure<'invalid'>>> {
  const all: ReadFile[] = [];
  const problems: string[] = [];
  for (const kind of ['rule', 'template'] as const)
    for (const raw of files[`${kind}s`]) {
      const id = String(raw['id']);
      const read = await readContent(kind, raw);
      if (read.ok) all.push({ kind, id, ...read.value });
      else problems.push(...faultsOf(kind, raw, read.failure));
    }
  return problems.length === 0 ? ok(all) : fail('invalid', problems.join('\n'), { details: { problems } });
}

/** What is live or published, and what is saved as a draft, by id. */
type There = {
  kind: Kind;
  live: LiveSet;
  published: ReadonlyMap<string, Content>;
  drafts: ReadonlyMap<string, Content>;
};

async function readThere(
  { brand, kind, live }: { brand: string; kind: Kind; live: LiveSet },
  ids: readonly string[],
): Promise<There> {
  const entries = await loadEntries(brand, kind, ids);
  const versions = ids.flatMap((id) => {
    const version = liveVersion(kind, id, live) ?? entries.get(id)?.published;
    return version === undefined ? [] : [[id, version] as const];
  });
  const edited = ids.filter((id) => entries.get(id)?.draft);
  const [published, drafts] = await Promise.all([
    loadContents(brand, kind, new Map(versions)),
    loadDrafts(brand, kind, edited),
  ]);
  return { kind, live, published, drafts };
}

function compareOne(file: ReadFile, there: There, fit?: Fit): Compared {
  const { kind, id } = file;
  const live = liveVersion(kind, id, there.live);
  const said = saidOf(file.content);
  const draft = there.drafts.get(id);
  return {
    kind,
    id,
    ...(live !== undefined && { live }),
    difference: differences(saidOf(there.published.get(id)) ?? {}, said),
    ...(draft && { draft: differences(saidOf(draft) ?? {}, said) }),
    problems: [...file.problems, ...(fit?.problems ?? [])],
    notices: fit?.notices ?? [],
  };
}
