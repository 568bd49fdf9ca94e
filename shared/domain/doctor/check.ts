import type { Finding, FindingTopic, Mend } from '../../contract/doctor.ts';

type Subject = { id: string; topic: FindingTopic; why: string };
type Say = (what: string, mend?: Mend) => Finding;
export type Check = { ok: (what: string) => Finding; warn: Say; wrong: Say; unseen: Say };

/** The four things that a check can find. */
export function check(subject: Subject): Check {
  const as =
    (state: Finding['state']): Say =>
    (what, mend) => ({ ...subject, state, what, ...(mend && { mend }) });
  return { ok: as('ok'), warn: as('warn'), wrong: as('wrong'), unseen: as('unseen') };
}
