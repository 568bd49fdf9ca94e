import type { Tracking } from '../../contract/brand.ts';
import type { TrackingSet } from '../../contract/tracking-sets.ts';

/** As it is for a brand that has not said otherwise. */
export const NO_TRACKING: Tracking = { clicks: false, opens: false };

/** Which configuration set tells just what the brand wants to know; `undefined` when that is nothing. */
export function trackingSetFor({ clicks, opens } = NO_TRACKING): TrackingSet | undefined {
  if (clicks) return opens ? 'both' : 'clicks';
  return opens ? 'opens' : undefined;
}

/**
 * The HTML of a mail in which SES leaves the links to our own pages as they are: a click there is known without it, and
 * nobody's way out may lead over another server. `base` is where the pages are. SES takes the mark out when it sends.
 */
export function withOwnLinksUntracked(html: string, base: string): string {
  const pages = `${base.replace(/\/+$/, '')}/p/`;
  return html.replaceAll(LINK, (tag) =>
    HREF.exec(tag)?.[1]?.startsWith(pages) ? tag.replace(/^<a/i, '$& ses:no-track') : tag,
  );
}

/** What opens a link; a `>` within quotes does not end it. */
const LINK = /<a\s(?:[^>"']|"[^"]*"|'[^']*')*>/gi;
const HREF = /\shref\s*=\s*["']?\s*([^\s"'>]+)/i;
