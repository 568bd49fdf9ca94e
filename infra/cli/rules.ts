import { stringify } from 'yaml';
import { counted } from '../../shared/contract/wording.ts';
import { CommandError } from './client.ts';
import type { Command, Found, Run } from './command.ts';
import { actsOf } from './rule-acts.ts';
import { figuresCommand } from './rule-figures.ts';
import { discardOf } from './rule-discard.ts';
import { diffOf } from './rule-diff.ts';
import type { Kind } from './rule-files.ts';
import { readLines } from './rule-list.ts';
import { pauseCommands } from './rule-pause.ts';
import { type Content, type Line, type Shown, hasNoSource, shown } from './rule-shapes.ts';
import { bad, state as coloured, warn } from './style.ts';
import { starterCommands } from './rule-starters.ts';
import { pullCommand } from './rule-pull.ts';
import { pushCommand } from './rule-push.ts';
import { table } from './table.ts';
import { templatePreview } from './template-preview.ts';

const list =
  (kind: Kind) =>
  async ({ client, brand }: Run): Promise<Found> => {
    const items = await readLines(client, `/api/brands/${encodeURIComponent(brand)}/${kind}s`);
    const rows = items.map((item) => [
      item.id,
      item.paused ? `${coloured(item.state)}, ${warn('paused')}` : coloured(item.state),
      item.live === undefined ? '–' : String(item.live),
      draftOf(item),
      item.name,
    ]);
    const text = items.length === 0 ? 'None.' : table([kind, 'state', 'live', 'draft', 'name'], rows);
    return { data: { items }, text };
  };

function draftOf({ draft }: Line): string {
  if (!draft) return '–';
  const problems = draft.problems > 0 ? `, ${counted(draft.problems, 'problem')}` : '';
  return `by ${draft.by}, ${draft.at.slice(0, 10)}${problems}`;
}

const show =
  (kind: Kind) =>
  async ({ client, brand, options, rest: [id] }: Run): Promise<Found> => {
    if (!id) throw new CommandError(`Say which: ${kind}s show welcome`, 2);
    const path = `/api/brands/${encodeURIComponent(brand)}/${kind}s/${encodeURIComponent(id)}`;
    const data = shown.parse(await client.call('GET', path));
    return { data, text: describe(data, { kind, languages: options.language }) };
  };

type Of = { kind: Kind; languages: readonly string[] | undefined };

function describe(item: Shown, of: Of): string {
  const { content, problems, history, retired } = item;
  const state = retired ? `retired ${retired.at.slice(0, 10)}: ${retired.why}` : item.state;
  const versions = history.map(({ version, publication }) => [
    version === item.live ? `${version} (live)` : String(version),
    publication?.at.slice(0, 16).replace('T', ' ') ?? '–',
    publication?.by ?? '–',
    publication?.why ?? '',
  ]);
  return [
    `${item.name} (${item.id}): ${state}, revision ${item.revision}`,
    ...(content.live ? [`Live, version ${item.live}`, indent(saidBy(content.live, of))] : []),
    ...(hasNoSource(item) ? [`Live, version ${item.live}\n  ${NO_SOURCE}`] : []),
    ...(content.draft ? ['Draft', indent(saidBy(content.draft, of))] : []),
    ...problems.map((problem) => bad(`✗ ${problem}`)),
    ...(versions.length > 0 ? [table(['version', 'published (UTC)', 'by', 'why'], versions)] : []),
  ].join('\n');
}

const NO_SOURCE =
  'It is kept only as it is sent, not as it was written: mails go out by it as before. To change it, write it anew and publish that.';

/** A template is long: unless a language is named, only what it is called in each. */
function saidBy({ rule, template }: Content, { kind, languages: wanted }: Of): string {
  if (kind === 'rule' || !template) return stringify(rule);
  const { languages } = template;
  if (wanted)
    return stringify(Object.fromEntries(wanted.map((each) => [each, languages[each] ?? NOT_WRITTEN])));
  const rows = Object.entries(languages).map(([language, { subject, mjml, text }]) => [
    language,
    subject.trim(),
    `${counted(mjml.length, 'character')}, ${text === undefined ? 'its plain text is written from them' : `${text.length} as plain text`}`,
  ]);
  return table(['language', 'subject', 'size'], rows);
}

const NOT_WRITTEN = 'It is not written in this language.';

const indent = (text: string): string =>
  text
    .trimEnd()
    .split('\n')
    .map((each) => `  ${each}`)
    .join('\n');

export const RULE_COMMANDS: Command[] = [
  {
    words: ['rules', 'list'],
    usage: 'rules list',
    about: 'every rule, whether it is live, and what is being edited',
    run: list('rule'),
  },
  {
    words: ['rules', 'show'],
    usage: 'rules show welcome',
    takes: 1,
    about: 'what a rule says, live and as it is edited, what is wrong with it, and its versions',
    run: show('rule'),
  },
  figuresCommand,
  pullCommand,
  pushCommand,
  diffOf('rule'),
  ...actsOf('rule'),
  discardOf('rule'),
  ...pauseCommands,
  ...starterCommands,
  {
    words: ['templates', 'list'],
    usage: 'templates list',
    about: 'every template, whether it is sent, and what is being edited',
    run: list('template'),
  },
  {
    words: ['templates', 'show'],
    reads: ['language'],
    usage: 'templates show welcome [--language de]',
    takes: 1,
    about: 'what a template is called in each language, live and as it is edited, and its versions',
    help: ['--language  shows all that it says in this one; may be said again'],
    run: show('template'),
  },
  templatePreview,
  diffOf('template'),
  ...actsOf('template'),
  discardOf('template'),
];
