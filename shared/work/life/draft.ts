import { isDeepStrictEqual } from 'node:util';
import type { Change, Content, Deed, Entry } from '../../contract/life.ts';
import { type Failure, type Result, fail, ok } from '../../contract/result.ts';
import { MOST_RULES } from '../../contract/rule.ts';
import { isHopeless } from '../../domain/message/fault.ts';
import { differences } from '../../domain/rules/difference.ts';
import { putAudit } from '../../store/audit.ts';
import { type Place, loadDraft, loadEntry, putDraft, putEntry } from '../../store/entries.ts';
import { type Writes, write } from '../../store/requests.ts';
import { readLive } from '../../store/rules.ts';
import type { Fit } from './check-fit.ts';
import { checkJoined } from './check-joined.ts';
import { record } from './flip.ts';
import { liveVersion, loadContent, saidOf } from './live-content.ts';
import { type Read, readContent } from './read.ts';
import { takeRoom } from './room.ts';
import { isGone } from './state.ts';

/** `revision` is the one that the edit started from, if it says so; 0 where nothing was edited before. */
export type Edit = Place & { revision: number | undefined; by: string; at: string; why?: string | undefined };
/** `problems` is what keeps it from being published: by itself, and beside what is live and the other drafts. */
export type Saved = { revision: number; problems: string[]; difference: Change['difference'] };

const MOST_EDITORS = 50;

/** An edit that may be saved, and what is written for it: nothing where it says the same again. */
type Prepared = { saved: Saved; writes: Writes; content: Content };
type Written = { raw: Record<string, unknown>; text?: string | undefined };

/**
 * Keeps what somebody wrote. What cannot be read or can never be right (a loop without end) is refused; what else is wrong with its meaning is told and kept from being
 * published. An edit that started from another state is refused with both sides. The same again changes nothing.
 */
export async function saveDraft(
  edit: Edit & Written,
): Promise<Result<Saved & Pick<Fit, 'notices'>, Failure<'invalid' | 'conflict'>>> {
  const prepared = await prepareDraft(edit);
  if (!prepared.ok) return prepared;
  const { saved, writes, content } = prepared.value;
  const moved = writes.length > 0 && (await write(writes));
  if (moved) return collide(edit, content);
  const [fit] = (await checkJoined(edit.brand, [content])).values();
  const { problems = [], notices = [] } = fit ?? {};
  return ok({ ...saved, problems: [...saved.problems, ...problems], notices });
}

/** The same without writing it, for whoever writes several together. */
export async function prepareDraft(
  edit: Edit & Written,
): Promise<Result<Prepared, Failure<'invalid' | 'conflict'>>> {
  const read = await readContent(edit.kind, edit.raw, edit.text);
  if (!read.ok) return read;
  const { content, problems } = read.value;
  const hopeless = edit.kind === 'template' ? problems.filter(isHopeless) : [];
  if (hopeless.length > 0) return fail('invalid', hopeless.join('\n'), { details: { problems: hopeless } });
  const { entry: known, basedOn, before } = await stateOf(edit);
  const refused = await whyNot(edit, { known, basedOn }, content);
  if (refused) return refused;
  const difference = differences(saidOf(before) ?? {}, saidOf(content));
  if (isOf(known, basedOn) && isDeepStrictEqual(before, content))
    return ok({ saved: { revision: known?.revision ?? 0, problems, difference }, writes: [], content });
  const entry = edited(known, edit, { ...read.value, basedOn });
  const { kind, id } = edit;
  const changes = [{ kind, id, from: basedOn, difference }];
  const audit = record(edit.brand, deedOf(edit), { act: 'draft', changes });
  const writes = [putEntry(entry), putDraft(edit, content), putAudit(audit)];
  return ok({ saved: { revision: entry.revision, problems, difference }, writes, content });
}

/** An edit starts from what is there; a new one has to have room. */
async function whyNot(
  edit: Edit,
  { known, basedOn }: { known: Entry | undefined; basedOn: number | undefined },
  content: Content,
): Promise<Result<never, Failure<'invalid' | 'conflict'>> | undefined> {
  if (!startsFrom(edit.revision ?? 0, known, basedOn)) return collide(edit, content);
  if (known || (await takeRoom(edit.brand, edit.kind))) return undefined;
  return fail(
    'invalid',
    `A brand has ${MOST_RULES} ${edit.kind}s at most, drafts and retired ones included; edit one that is there instead.`,
  );
}

/** What was given up unpublished is not shown to anybody: whoever writes it anew starts from nothing. */
const startsFrom = (revision: number, known: Entry | undefined, live: number | undefined): boolean =>
  (known?.revision ?? 0) === revision || (revision === 0 && known !== undefined && isGone(known, live));

/** Whether saving the same again would say nothing new: a draft of an older version says that it is of this one. */
const isOf = (known: Entry | undefined, live: number | undefined): boolean =>
  !known?.draft || known.draft.basedOn === live;

/** What an edit starts from: the draft, else what is live. */
async function stateOf(place: Place) {
  const entry = await loadEntry(place);
  const basedOn = liveVersion(place.kind, place.id, await readLive(place.brand));
  const before = entry?.draft ? await loadDraft(place) : await loadContent(place, basedOn);
  return { entry, basedOn, before };
}

const deedOf = ({ by, at, why = '' }: Edit): Deed => ({ by, at, why });

function edited(
  known: Entry | undefined,
  { brand, kind, id, by, at }: Edit,
  { name, problems, basedOn }: Read & { basedOn: number | undefined },
): Entry {
  const editors = [...new Set([...(known?.draft?.editors ?? []), by])].slice(-MOST_EDITORS);
  const draft = { by, at, editors, problems: problems.length };
  return {
    ...(known ?? { brand, kind, id }),
    name,
    revision: (known?.revision ?? 0) + 1,
    draft: basedOn === undefined ? draft : { ...draft, basedOn },
  };
}

/** Gives a draft up; what is live stays, and the audit keeps in what it differed. */
export async function discardDraft(
  edit: Edit,
): Promise<Result<{ revision: number }, Failure<'not-found' | 'conflict'>>> {
  const { brand, kind, id, revision } = edit;
  const known = await loadEntry(edit);
  if (!known?.draft) return fail('not-found', `There is no draft of the ${kind} "${id}".`);
  if (known.revision !== revision) return collide(edit);
  const { draft: _draft, ...rest } = known;
  const [draft, live] = await Promise.all([
    loadDraft(edit),
    loadContent(edit, liveVersion(kind, id, await readLive(brand)) ?? known.published),
  ]);
  const changes = [{ kind, id, difference: differences(saidOf(draft) ?? {}, saidOf(live) ?? {}) }];
  const audit = record(brand, deedOf(edit), { act: 'discard', changes });
  const moved = await write([putEntry({ ...rest, revision: revision + 1 }), putAudit(audit)]);
  return moved ? collide(edit) : ok({ revision: revision + 1 });
}

/** Both sides, so that whoever edits can put them together. */
async function collide(edit: Edit, yours?: Content): Promise<{ ok: false; failure: Failure<'conflict'> }> {
  const { entry, before: theirs } = await stateOf(edit);
  const revision = entry?.revision ?? 0;
  const [from, how] =
    edit.revision === undefined
      ? ['does not say which it started from', `, with If-Match: "${revision}"`]
      : [`started from ${edit.revision}`, ''];
  const message = `The ${edit.kind} "${edit.id}" is at revision ${revision}, and this edit ${from}: look at the difference and save it anew${how}.`;
  const sides = { yours: saidOf(yours), theirs: saidOf(theirs) };
  const difference = sides.yours && differences(sides.theirs ?? {}, sides.yours);
  const details = { revision, by: entry?.draft?.by, at: entry?.draft?.at, ...sides, difference };
  return fail('conflict', message, { details });
}
