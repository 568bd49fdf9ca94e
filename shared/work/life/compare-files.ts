import type { Difference, Kind } from '../../contract/life.ts';
import { type Failure, type Result, fail, ok } from '../../contract/result.ts';
import { differences } from '../../domain/rules/difference.ts';
import { type Place, loadDraft, loadEntry } from '../../store/entries.ts';
import { type LiveSet, readLive } from '../../store/rules.ts';
import type { Fit } from './check-fit.ts';
import { checkJoined } from './check-joined.ts';
import { liveVersion, loadContent, saidOf } from './live-content.ts';
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

/** What saving and publishing these files would change. Nothing is written; `invalid` when one cannot be read. */
export async function compareFiles(
  brand: string,
  files: Files,
): Promise<Result<{ changes: Compared[] }, Failure<'invalid'>>> {
  const read = await readFiles(files);
  if (!read.ok) return read;
  const live = await readLive(brand);
  const joined = await checkJoined(
    brand,
    read.value.map(({ content }) => content),
  );
  const changes: Compared[] = [];
  for (const { kind, id, content, problems } of read.value) {
    const fit = joined.get(`${kind} ${id}`);
    const all = { problems: [...problems, ...(fit?.problems ?? [])], notices: fit?.notices ?? [] };
    const compared = await compareOne({ brand, kind, id }, { content, ...all }, live);
    if (compared.difference.length > 0 || compared.draft?.length) changes.push(compared);
  }
  return ok({ changes });
}

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

async function compareOne(
  place: Place,
  { content, ...fit }: Pick<Read, 'content'> & Fit,
  liveSet: LiveSet,
): Promise<Compared> {
  const { kind, id } = place;
  const live = liveVersion(kind, id, liveSet);
  const entry = await loadEntry(place);
  const [published, draft] = await Promise.all([
    loadContent(place, live ?? entry?.published),
    entry?.draft ? loadDraft(place) : undefined,
  ]);
  const said = saidOf(content);
  return {
    kind,
    id,
    ...(live !== undefined && { live }),
    difference: differences(saidOf(published) ?? {}, said),
    ...(draft && { draft: differences(saidOf(draft) ?? {}, said) }),
    ...fit,
  };
}
