import { format } from 'prettier';
import type { Platform, SecretOrigin, Setting, Setup, Topic } from '../../shared/sources/source.ts';

const HEAD = `# Platforms

What to click so that a platform's webhooks arrive, and what becomes of each kind of webhook. The page is made from
\`shared/sources\` by \`npm run docs\`, and a test compares the two.

\`\`\`sh
npm run -s extramile -- source add shopify --brand demo
npm run -s extramile -- source check shopify --brand demo
\`\`\`

\`source add\` tells the address, takes or makes the secret and names the topics to tick. A secret never stands among the
arguments: you are asked for it, or it comes from stdin (\`--secret-from-stdin\`) or from \`EXTRAMILE_SECRET\`. Settings are
given as \`--set name=value\`. \`source check\` tells whether genuine webhooks arrive and why others were ignored or
refused. To change a secret without losing a webhook, \`source rotate\` lets the old and the new one be believed together,
and \`source rotate … --end\` ends that.

For all of them: a signature that holds a time is good for five minutes before and after it; a body may have 1 MB; what
is told twice is counted once; a kind of webhook that is not in the tables is answered with success, ignored and counted.`;

/** The page \`docs/platforms.md\`. */
export async function renderPlatforms(platforms: readonly Platform[]): Promise<string> {
  const named = platforms.toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
  const contents = named.map((one) => [
    `[${one.name}](#${anchorOf(one.name)})`,
    kindsOf(one).join(', '),
    signedOf(one),
  ]);
  const page = [HEAD, tableOf(['platform', 'tells', 'how it is known'], contents), ...named.map(sectionOf)];
  return format(page.join('\n\n'), { parser: 'markdown', printWidth: 110 });
}

/** As GitHub makes it from a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .replaceAll(' ', '-');

const kindsOf = ({ topics }: Platform): string[] => [
  ...new Set(Object.values(topics).flatMap((topic) => ('becomes' in topic ? [topic.becomes].flat() : []))),
];

function signedOf({ certificateUrl, setup }: Platform): string {
  // Where we make the secret although there is a certificate, either of two ways can be chosen.
  if (certificateUrl)
    return 'ours' in setup.secret
      ? 'signed with a secret that we make, or with a certificate'
      : 'signed with a certificate';
  if ('shown' in setup.secret) return 'signed with a secret that it shows';
  return setup.secret.place ? 'a secret in the address' : 'signed with a secret that we make';
}

function sectionOf(platform: Platform): string {
  const { id, name, setup, settings = [], topics } = platform;
  return [
    `## ${name}`,
    `\`source add ${id}${settings
      .filter(isAsked)
      .map(({ name: of }) => ` --set ${of}=…`)
      .join('')}\``,
    clicksOf(setup, id),
    `**Secret.** ${secretOf(setup.secret)}`,
    ...(setup.credential ? [`**API credential.** ${setup.credential}`] : []),
    ...(settings.length > 0 ? ['**Settings**', settings.map(settingOf).join('\n')] : []),
    ...topicsOf(topics),
    ...list('**Worth knowing**', notesOf(platform)),
  ].join('\n\n');
}

const isAsked = ({ required, filled }: Setting): boolean => required === true && filled === undefined;

function clicksOf({ steps, secret }: Setup, id: string): string {
  const key = 'ours' in secret && secret.place ? `?${secret.place.query}={secret}` : '';
  const address = `\`https://…/hooks/{brand}/${id}${key}\``;
  return steps.map((step, at) => `${at + 1}. ${step.replaceAll('{address}', address)}`).join('\n');
}

function secretOf(secret: SecretOrigin): string {
  if ('shown' in secret) return secret.shown;
  const where = secret.place ? `; it stands in the address as \`${secret.place.query}\`` : '';
  return `\`source add\` makes it and shows it once${where}.`;
}

const settingOf = ({ name, what, required, filled }: Setting): string => {
  const need = filled ? ' (filled in by `source add`)' : required ? ' (needed)' : '';
  return `- \`${name}\`${need}: ${what}`;
};

/** What becomes an event, one a line; what is ignored, gathered by its reason. */
function topicsOf(topics: Readonly<Record<string, Topic>>): string[] {
  const rows: string[][] = [];
  const ignored = new Map<string, string[]>();
  for (const [topic, of] of Object.entries(topics)) {
    if ('becomes' in of) rows.push([code(topic), [of.becomes].flat().join(', '), of.note ?? '']);
    else if ('does' in of) rows.push([code(topic), of.does, of.note ?? '']);
    else ignored.set(of.ignored, [...(ignored.get(of.ignored) ?? []), code(topic)]);
  }
  return [
    tableOf(['topic', 'becomes', ''], rows),
    ...list(
      'Ignored on purpose:',
      [...ignored].map(([reason, names]) => `${names.join(', ')}: ${reason}`),
    ),
  ];
}

function notesOf({ setup, okStatus, api, backFill }: Platform): string[] {
  return [
    ...(setup.notes ?? []),
    ...(okStatus === 200 ? ['It is answered with exactly 200.'] : []),
    ...(api ? ['What its webhooks leave out is asked of its API, after they were acknowledged.'] : []),
    ...limitsOf(api?.limits ?? {}),
    ...(backFill ? [`Missed orders can be read from its API${reachOf(backFill.reachDays)}.`] : []),
  ];
}

function limitsOf({ perMinute, perDay }: { perMinute?: number; perDay?: number }): string[] {
  const most = [perMinute && `${perMinute} a minute`, perDay && `${perDay} a day`].filter(Boolean);
  return most.length > 0 ? [`Questions to its API are kept to ${most.join(' and ')}.`] : [];
}

const reachOf = (days: number | undefined): string => (days === undefined ? '' : `, ${days} days back`);

const code = (text: string): string => `\`${text}\``;

const list = (title: string, lines: string[]): string[] =>
  lines.length > 0 ? [title, lines.map((line) => `- ${line}`).join('\n')] : [];

function tableOf(head: string[], rows: string[][]): string {
  const line = (cells: string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
