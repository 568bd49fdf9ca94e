import { readMark } from '../../shared/domain/message/links.ts';
import { noteWith } from '../../shared/store/follow-ups.ts';
import type { HttpRequest } from '../middleware/http.ts';
import { log } from '../middleware/logger.ts';
import type { Bearer } from './bearer.ts';

/**
 * Notes with the mail that the link stood in that somebody unsubscribed by it, for the figures of its rule. They are
 * unsubscribed already, so nothing here may keep them from reading that. Of nobody the same is tried.
 */
export async function creditMail(
  request: HttpRequest,
  { brand, contact }: Bearer,
  at: string,
): Promise<void> {
  const mail = readMark(request.query['m']);
  if (!mail) return;
  try {
    await noteWith({ brand, contact, ...mail }, 'unsubscribedAt', at);
  } catch (error) {
    log.error('unsubscribing not noted with its mail', error, { brand, contact, rule: mail.rule });
  }
}
