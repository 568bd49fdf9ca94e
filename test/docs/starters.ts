import { format } from 'prettier';
import { length } from '../../shared/domain/ledger/words.ts';
import type { Starter } from '../../shared/starters/lib/starter.ts';
import { ruleOf } from '../../shared/starters/registry.ts';

const HEAD = `# Starter rules

Rules that are ready to be used, each with its mail in English, German, French and Spanish. The page is made from
\`shared/starters\` by \`npm run docs\`, and a test compares the two.

\`\`\`sh
npm run -s extramile -- rules starters show birthday
npm run -s extramile -- rules starters use birthday referral-thanks
npm run -s extramile -- rules publish --why "Thank people for more than orders"
\`\`\`

\`show\` prints the rule and the mail as it would read from your brand. \`use\` saves both as drafts, which are edited and
published like any others; \`--all\` takes every one that the brand does not have yet, \`--as NAME\` gives one another name,
\`--dry-run\` saves nothing. What is there already is never touched.

All of them may be live together: in the group \`thanks\` one order earns one mail, the most fitting. A rule for
**marketing** sends only to who has agreed to it; every mail of either kind can be unsubscribed from with one click.`;

/** The page `docs/starters.md`. */
export async function renderStarters(starters: readonly Starter[]): Promise<string> {
  const contents = starters.map((one) => [
    `[${one.title}](#${anchorOf(one.title)})`,
    one.rule.on,
    whenOf(one),
    one.rule.purpose,
  ]);
  const page = [
    HEAD,
    tableOf(['starter', 'fires on', 'sends', 'purpose'], contents),
    ...starters.map(sectionOf),
  ];
  return format(page.join('\n\n'), { parser: 'markdown', printWidth: 110 });
}

/** As GitHub makes it from a heading. */
export const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .replaceAll(' ', '-');

function whenOf({ rule: { after, at, retimedBy = [] } }: Starter): string {
  const from = retimedBy.length > 0 ? ` after it, or after the ${retimedBy.join(' or ')}` : ' later';
  const wait = after === undefined ? '' : `${length(after)}${from}`;
  const time = at === undefined ? '' : `at ${at} of the person’s day`;
  return [wait, time].filter(Boolean).join(', ') || 'at once';
}

function sectionOf(starter: Starter): string {
  const { id, title, story, needs, copy, example } = starter;
  return [
    `## ${title}`,
    `\`rules starters use ${id}\``,
    story,
    ...(needs === undefined ? [] : [`**Needs.** ${needs}`]),
    `**Subject.** ${Object.values(copy)
      .map(({ subject }) => plainly(subject))
      .join(' · ')}`,
    `<details><summary>The rule, and a webhook that fires it${example.before ? ' after others' : ''}</summary>`,
    fence('json', ruleOf(starter)),
    fence('json', example.fires),
    '</details>',
  ].join('\n\n');
}

/** As somebody reads it whose name is not known, three years on. */
const plainly = (subject: string): string =>
  subject
    .replaceAll(
      /\{% if date\.years == 1 %\}.*?\{% elsif date\.years %\}(.*?)\{% else %\}.*?\{% endif %\}/g,
      '$1',
    )
    .replaceAll('{{ date.years }}', '3')
    .replaceAll('{{ contact.orders }}', '5')
    .replaceAll(/\{% if .*?\{% endif %\}/g, '');

const fence = (language: string, value: unknown): string =>
  `\`\`\`${language}\n${JSON.stringify(value, undefined, 2)}\n\`\`\``;

function tableOf(head: string[], rows: string[][]): string {
  const line = (cells: string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
