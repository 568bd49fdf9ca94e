import * as z from 'zod';
import { surveyLanguage } from '../../shared/contract/survey.ts';
import { counted } from '../../shared/contract/wording.ts';
import { differences } from './changes.ts';
import { CommandError } from './client.ts';
import type { Command, Found, Run } from './command.ts';
import { HELP_OF_CHANGES, brandPath, whyIn } from './deed.ts';
import { table } from './table.ts';

const asked = z.object({
  items: z.array(z.object({ language: z.string(), text: z.string() })),
  keepDays: z.number(),
  revision: z.number(),
});
type Asked = z.infer<typeof asked>;

const pathOf = (brand: string): string => `${brandPath(brand)}/settings/question`;
const read = async ({ client, brand }: Run): Promise<Asked> =>
  asked.parse(await client.call('GET', pathOf(brand)));

async function list(run: Run): Promise<Found> {
  const data = await read(run);
  const kept = `Answers are kept for ${counted(data.keepDays, 'day')}.`;
  if (data.items.length === 0)
    return {
      data,
      text: `Nothing is asked: {{ survey_url }} in a mail leads to no question. To ask one: settings question set en "What is your biggest struggle with …?"\n${kept}`,
    };
  const rows = data.items.map(({ language, text }) => [language, text]);
  return { data, text: `${table(['language', 'question'], rows)}\n${kept}` };
}

/** Refused here already: what is no language would be no address of the API. */
function languageIn({ rest: [language] }: Run, example: string): string {
  if (language === undefined) throw new CommandError(`Say in which language: ${example}`, 2);
  const plain = language.replaceAll('_', '-').toLowerCase();
  if (surveyLanguage.safeParse(plain).success) return plain;
  throw new CommandError(`"${language}" is no language. Write it so: ${example}`, 2);
}

async function set(run: Run): Promise<Found> {
  const example = 'settings question set en "What is your biggest struggle with …?"';
  const language = languageIn(run, example);
  const [, text] = run.rest;
  if (text === undefined || text.trim() === '') throw new CommandError(`Say what is asked: ${example}`, 2);
  return act(run, { method: 'PUT', path: `/${language}`, wish: { text } });
}

const remove = (run: Run): Promise<Found> => {
  const language = languageIn(run, 'settings question remove en');
  return act(run, { method: 'DELETE', path: `/${language}`, wish: {} });
};

async function keep(run: Run): Promise<Found> {
  const [text = ''] = run.rest;
  const days = Number(text);
  if (text !== 'usual' && !(Number.isInteger(days) && days > 0))
    throw new CommandError('Say for how many days: settings question keep 90, or usual', 2);
  return act(run, { method: 'PATCH', path: '', wish: { keepDays: text === 'usual' ? null : days } });
}

type Act = { method: 'PUT' | 'DELETE' | 'PATCH'; path: string; wish: object };

async function act(run: Run, { method, path, wish }: Act): Promise<Found> {
  const { client, brand, options } = run;
  const dryRun = options['dry-run'] === true;
  const body = { ...wish, why: await whyIn(options), ...(dryRun && { dryRun }) };
  const seen = await read(run);
  const { revision } = seen;
  const data = asked.parse(await client.edit({ method, path: pathOf(brand) + path, body, revision }));
  const changed = changesOf(seen, data);
  if (changed.length === 0) return { data, text: 'It is set so already. Nothing was changed.' };
  const last = dryRun
    ? 'Nothing was changed.'
    : 'It counts within 30 s, also by the links of mails that went.';
  return { data, text: [...differences(changed), last].join('\n') };
}

function changesOf(seen: Asked, data: Asked) {
  const [before, after] = [seen, data].map(
    ({ items, keepDays }) =>
      new Map<string, string | number>([
        ...items.map(({ language, text }) => [language, text] as const),
        ['days kept', keepDays],
      ]),
  );
  const places = new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])]);
  return [...places].flatMap((at) => {
    const [was, is] = [before?.get(at), after?.get(at)];
    return was === is ? [] : [{ at, before: was, after: is }];
  });
}

const HELP = [HELP_OF_CHANGES.why, HELP_OF_CHANGES.dry];

export const QUESTION_COMMANDS: Command[] = [
  {
    words: ['settings', 'question', 'list'],
    usage: 'settings question list',
    about: 'what the brand asks people by {{ survey_url }} in its mails, and for how long answers are kept',
    run: list,
  },
  {
    words: ['settings', 'question', 'set'],
    reads: ['why', 'dry-run'],
    usage: 'settings question set en "What is your biggest struggle with …?" --why "…"',
    takes: 2,
    about: 'words the question in a language: a new one, or in other words',
    help: HELP,
    run: set,
  },
  {
    words: ['settings', 'question', 'remove'],
    reads: ['why', 'dry-run'],
    usage: 'settings question remove en --why "…"',
    takes: 1,
    about: 'takes the wording in a language away; without any, nothing is asked',
    help: HELP,
    run: remove,
  },
  {
    words: ['settings', 'question', 'keep'],
    reads: ['why', 'dry-run'],
    usage: 'settings question keep 90 --why "…"',
    takes: 1,
    about: 'for how many days answers are kept that come from now on; "usual" is a year',
    help: HELP,
    run: keep,
  },
];
