/** SES follows no more links of one mail than these. */
const MOST_LINKS = 250;

export type Told = { clicks: boolean; opens: boolean };
export type Rewritten = { raw: Buffer; links: string[] };

/**
 * The mail as SES sends it on when its configuration set tells clicks or opens: links of the HTML part lead over `base`,
 * unless they are marked `ses:no-track`, and a picture of one pixel stands at its end. The text part stays. `links` are
 * the addresses as a browser would have followed them, by number.
 */
export function rewriteMail(raw: Buffer, told: Told, base: string): Rewritten {
  // Byte by byte: what is not touched stays as it is, whatever its encoding.
  const mail = raw.toString('latin1');
  const head = mail.slice(0, mail.indexOf('\r\n\r\n'));
  const [, quoted, bare] = /boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(head) ?? [];
  const boundary = quoted ?? bare;
  const links: string[] = [];
  const rewrite = (part: string): string =>
    rewritePart(part, (html) => rewriteHtml(html, told, { base, links }));
  const seam = `\r\n--${boundary ?? ''}`;
  const rewritten = boundary === undefined ? rewrite(mail) : mail.split(seam).map(rewrite).join(seam);
  return { raw: Buffer.from(rewritten, 'latin1'), links };
}

/** A part that is HTML, with other HTML; any other part as it is. */
function rewritePart(part: string, change: (html: string) => string): string {
  const end = part.indexOf('\r\n\r\n');
  const head = part.slice(0, end);
  if (end < 0 || !/^content-type:\s*text\/html/im.test(head)) return part;
  const encoding = /^content-transfer-encoding:\s*(\S+)/im.exec(head)?.[1]?.toLowerCase();
  const html = decode(part.slice(end + 4), encoding).toString('utf8');
  const lines =
    Buffer.from(change(html))
      .toString('base64')
      .match(/.{1,76}/g) ?? [];
  const other = head.replace(/\r\ncontent-transfer-encoding:[^\r\n]*/i, '');
  return `${other}\r\nContent-Transfer-Encoding: base64\r\n\r\n${lines.join('\r\n')}\r\n`;
}

function decode(body: string, encoding: string | undefined): Buffer {
  if (encoding === 'base64') return Buffer.from(body, 'base64');
  if (encoding !== 'quoted-printable') return Buffer.from(body, 'latin1');
  const bytes = body
    .replaceAll(/=[ \t]*\r?\n/g, '')
    .replaceAll(/=([\dA-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
}

const LINK = /<a\s(?:[^>"']|"[^"]*"|'[^']*')*>/gi;
const HREF = /(\shref\s*=\s*)(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i;
const UNMARKED = /\sses:no-track(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?(?=[\s>/])/i;

function rewriteHtml(html: string, { clicks, opens }: Told, to: { base: string; links: string[] }): string {
  const followed = clicks ? html.replaceAll(LINK, (tag) => rewriteLink(tag, to)) : html;
  if (!opens) return followed;
  const pixel = `<img src="${to.base}/open.gif" alt="" width="1" height="1" border="0">`;
  const end = followed.search(/<\/body>/i);
  return end < 0 ? followed + pixel : followed.slice(0, end) + pixel + followed.slice(end);
}

function rewriteLink(tag: string, { base, links }: { base: string; links: string[] }): string {
  if (UNMARKED.test(tag)) return tag.replace(UNMARKED, '');
  const [, , double, single, bare] = HREF.exec(tag) ?? [];
  const link = withoutEntities(double ?? single ?? bare ?? '').trim();
  if (!/^https?:\/\//i.test(link) || links.length >= MOST_LINKS) return tag;
  links.push(link);
  return tag.replace(HREF, (_, before: string) => `${before}"${base}/links/${links.length - 1}"`);
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** What a browser reads in an address: `&amp;` is an ampersand, and so is `&#38;`. */
const withoutEntities = (text: string): string =>
  text.replaceAll(/&(#\d{1,7}|#x[\da-f]{1,6}|amp|lt|gt|quot|apos);/gi, (all: string, entity: string) => {
    const named = NAMED[entity.toLowerCase()];
    if (named !== undefined) return named;
    const code = Number(entity.slice(1).replace(/^x/i, '0x'));
    return code <= 0x10_ff_ff ? String.fromCodePoint(code) : all;
  });
