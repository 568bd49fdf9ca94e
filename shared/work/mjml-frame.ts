const FRAME = 'write <mjml><mj-body>…</mj-body></mjml>.';

/**
 * What MJML only calls malformed, or does not parse, with its line: all of a mail stands in one <mjml>, and what is read in the <mj-body>
 * of that.
 */
export function frameFault(mjml: string): string | undefined {
  const text = withoutComments(mjml);
  const tags = tagsIn(text);
  const [first] = tags;
  if (!first) return `line 1: there is no tag in it; ${FRAME}`;
  const line = lineAt(text, first);
  if (first.isEnd) return `line ${line}: </${first.name}> ends what has not begun; ${FRAME}`;
  if (first.name !== 'mjml')
    return `line ${line}: it begins with <${first.name}>, and all of a mail stands in <mjml>; ${FRAME}`;
  const begins = tags.filter(({ isEnd }) => !isEnd);
  const again = begins.filter(({ name }) => name === 'mjml')[1];
  if (again) return `line ${lineAt(text, again)}: <mjml> begins a second time; a mail is one.`;
  const hasBody = begins.some(({ name }) => name === 'mj-body');
  return hasBody ? undefined : `line ${line}: there is no <mj-body> in <mjml>; ${FRAME}`;
}

type Tag = { name: string; isEnd: boolean; index: number };

const tagsIn = (text: string): Tag[] =>
  [...text.matchAll(/<(\/?)([a-z][\w-]*)/gi)].map(({ 1: slash, 2: name = '', index }) => ({
    name: name.toLowerCase(),
    isEnd: slash === '/',
    index,
  }));

const lineAt = (text: string, { index }: Tag): number => text.slice(0, index).split('\n').length;

/** Their line breaks stay, so that lines are counted as they are written. */
function withoutComments(mjml: string): string {
  const [before = '', ...others] = mjml.split('<!--');
  const rest = others.map((part) => {
    const end = part.indexOf('-->');
    const [comment, after] = end === -1 ? [part, ''] : [part.slice(0, end), part.slice(end + 3)];
    return comment.replaceAll(/[^\n]+/g, '') + after;
  });
  return [before, ...rest].join('');
}
