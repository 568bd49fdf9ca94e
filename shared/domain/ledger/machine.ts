import { isbot } from 'isbot';

/** Seconds after a mail has arrived in which nobody has read it yet. */
const TOO_SOON = 10;

/** Those that fetch pictures whether or not somebody looks, by how they call themselves. */
const PROXIES: readonly [RegExp, string][] = [
  [/^Mozilla\/5\.0$/, 'Apple Mail Privacy Protection'],
  [/GoogleImageProxy/i, "Gmail's picture proxy"],
  [/YahooMailProxy/i, "Yahoo's picture proxy"],
];

/** Looks into links before the reader does, under names that look like a browser's to the list of bots. */
const SCANNERS = /mimecast|messagelabs|trendmicro|fireeye|cloudmark|safelinks/i;

/**
 * Which machine opened a mail or followed a link, or why it looks like one; `undefined` when nothing speaks against a
 * person. In doubt it is a machine: a rule must not thank somebody for what a scanner did.
 *
 * - Apple's Mail loads the pictures of every mail through proxies, seen or not (wordtothewise.com/2021/09/apple-mpp,
 *   help.socketlabs.com "Identifying Apple MPP opens"), which call themselves `Mozilla/5.0` and no more
 *   (github.com/ua-parser/uap-core/issues/509).
 * - Gmail and Yahoo fetch pictures through proxies that name themselves: what they fetch says little of who looked, and
 *   when. SES says so of its own figures (docs.aws.amazon.com/ses, "Email sending metrics FAQs").
 * - Scanners of links come at delivery and mostly under a browser's name, so haste is the best sign. Those that say who
 *   they are, and programs (`curl`, headless browsers), are in the list of the library isbot, and a few in `SCANNERS`.
 */
export function machineBehind(of: { at: string; userAgent: string; arrived: string }): string | undefined {
  const { at, userAgent, arrived } = of;
  const [, proxy] = PROXIES.find(([name]) => name.test(userAgent)) ?? [];
  if (proxy !== undefined) return proxy;
  if (userAgent.trim() === '') return 'a program without a name';
  if (SCANNERS.test(userAgent) || isbot(userAgent)) return 'a scanner or program';
  const seconds = (Date.parse(at) - Date.parse(arrived)) / 1000;
  return seconds < TOO_SOON ? `within ${TOO_SOON} seconds of its arrival` : undefined;
}
