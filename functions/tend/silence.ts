import type { Temporal } from 'temporal-polyfill';
import { publishNotice } from '../../shared/clients/bus.ts';
import type { Source } from '../../shared/contract/brand.ts';
import { METRIC } from '../../shared/contract/names.ts';
import type { NoticeKind, SourceNotice } from '../../shared/contract/notice.ts';
import { type Heard, judge, type Rhythm, type Silence } from '../../shared/domain/sources/rhythm.ts';
import { loadHeard, loadSilences, markSilent, markSpeaking } from '../../shared/store/rhythm.ts';
import { listSources } from '../../shared/store/sources.ts';
import { count, log } from '../middleware/logger.ts';

export type Told = { silent: number; failed: number; next: Temporal.Instant | undefined };

/** Looks after all sources of a brand and says once of each silence that it began, and once that it is over. */
export async function tendSilence(brand: string, now: Temporal.Instant): Promise<Told> {
  const [sources, silences] = await Promise.all([listSources(brand), loadSilences(brand)]);
  const told = await Promise.all(
    sources.map((source) => tryToTend({ source, told: silences.get(source.id), now })),
  );
  const [next] = told
    .flatMap((one) => one.next ?? [])
    .toSorted((a, b) => a.epochMilliseconds - b.epochMilliseconds);
  const sum = (of: 'silent' | 'failed'): number => told.reduce((total, one) => total + one[of], 0);
  return { silent: sum('silent'), failed: sum('failed'), next };
}

type Look = { source: Source; told: Silence | undefined; now: Temporal.Instant };

/** A source that cannot be judged must not hide the silence of another. */
async function tryToTend(look: Look): Promise<Told> {
  try {
    return { failed: 0, ...(await tendSource(look)) };
  } catch (error) {
    log.error('source not looked after', error, { brand: look.source.brand, source: look.source.id });
    return { silent: 0, failed: 1, next: look.now };
  }
}

async function tendSource({ source, told, now }: Look): Promise<Pick<Told, 'silent' | 'next'>> {
  const heard = await loadHeard(source.brand, source.id);
  if (!heard) return { silent: 0, next: undefined };
  const verdict = judge(heard, told, now);
  if (verdict.say === 'silent') {
    const silent = await fallSilent({ source, heard, rhythm: verdict.rhythm, now });
    return { silent, next: undefined };
  }
  if (verdict.say === 'speaks') await speakAgain({ source, heard, told: verdict.told, now });
  return { silent: 0, next: verdict.next };
}

/** Whoever writes the mark may tell; a message that the bus does not take takes the mark back, for the next look. */
async function fallSilent(of: {
  source: Source;
  heard: Heard;
  rhythm: Rhythm;
  now: Temporal.Instant;
}): Promise<number> {
  const { source, heard, rhythm, now } = of;
  const mark = { brand: source.brand, source: source.id, lastSeenAt: heard.lastSeenAt, now };
  if (!(await markSilent(mark))) return 0;
  const notice = noticeOf('source-silent', source, { silentSince: heard.lastSeenAt, now });
  const pauses = { usualPause: `PT${rhythm.usualPause}H`, patience: `PT${rhythm.patience}H` };
  await tell('source-silent', { ...notice, ...pauses }, () => markSpeaking(mark));
  const where = { brand: source.brand, source: source.id };
  count(METRIC.sourceSilent, where);
  log.warn('source fell silent', { ...where, since: heard.lastSeenAt.toString(), ...pauses });
  return 1;
}

async function speakAgain(of: {
  source: Source;
  heard: Heard;
  told: Silence;
  now: Temporal.Instant;
}): Promise<void> {
  const { source, heard, told, now } = of;
  const mark = { brand: source.brand, source: source.id, lastSeenAt: told.lastSeenAt, now };
  if (!(await markSpeaking(mark))) return;
  const notice = noticeOf('source-speaks', source, { silentSince: told.lastSeenAt, now });
  await tell('source-speaks', { ...notice, lastSeenAt: heard.lastSeenAt.toString() }, () => markSilent(mark));
  log.info('source speaks again', { brand: source.brand, source: source.id });
}

const noticeOf = (
  kind: NoticeKind,
  { brand, id: source, platform }: Source,
  { silentSince, now }: { silentSince: Temporal.Instant; now: Temporal.Instant },
): SourceNotice => ({
  id: `${kind}/${brand}/${source}/${silentSince.toString()}`,
  brand,
  source,
  platform,
  silentSince: silentSince.toString(),
  at: now.toString(),
});

async function tell(kind: NoticeKind, notice: SourceNotice, undo: () => Promise<boolean>): Promise<void> {
  const published = await publishNotice(kind, notice);
  if (published.ok) return;
  await undo();
  throw new Error(`The bus did not take ${kind}; it is told at the next look.`, { cause: published.failure });
}
