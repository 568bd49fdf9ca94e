import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { openBrowser, photograph } from './camera.ts';
import { CommandError } from './client.ts';
import type { Command, Found, Run } from './command.ts';
import { brandPath } from './deed.ts';
import { EVENT_HELP, eventOf } from './event-of.ts';
import { dim, warn } from './style.ts';
import { TRIAL_HELP, TRIAL_OPTIONS, TRIAL_USAGE, trialOf } from './trial.ts';

const previewed = z.object({
  language: z.string(),
  fallback: z.string().optional(),
  languages: z.array(z.string()),
  subject: z.string(),
  html: z.string(),
  text: z.string(),
  writtenText: z.string().optional(),
});
type Previewed = z.infer<typeof previewed>;

async function preview(run: Run): Promise<Found> {
  const { options, rest } = run;
  const [template, kind] = rest;
  if (template === undefined) throw new CommandError('Say which: templates preview welcome', 2);
  const { email, into = 'previews', language: languages = [undefined], picture } = options;
  const event = await eventOf(run, kind);
  const body = { ...(await trialOf(run)), email: kind === undefined ? email : undefined, event };
  const mails: Previewed[] = [];
  for (const language of languages) mails.push(await readOne(run, template, { ...body, language }));
  const texts = await Promise.all(mails.map((mail) => write(mail, join(into, template))));
  const own = mails.flatMap(({ writtenText, language }) => (writtenText === undefined ? [] : [language]));
  const pictures = picture ? await takePictures(mails, join(into, template)) : [];
  const files = [...texts.flat(), ...pictures];
  const data = { mails: mails.map(({ html: _html, ...mail }) => mail), files };
  const last = picture ? [] : [dim('With --picture: how it looks on a desk and on a phone, light and dark.')];
  const told = own.slice(0, 1).map((language) => dim(ownText(template, language)));
  return { data, text: [...mails.flatMap(describe), ...files, ...told, ...last].join('\n') };
}

async function readOne({ client, brand }: Run, template: string, body: object): Promise<Previewed> {
  const path = `${brandPath(brand)}/templates/${encodeURIComponent(template)}/preview`;
  return previewed.parse(await client.call('POST', path, body));
}

const describe = ({ language, fallback, subject, text, languages }: Previewed): string[] => [
  `${language}: ${subject}`,
  ...(fallback === undefined ? [] : [warn(`  ! ${fallback}`)]),
  ...text
    .trimEnd()
    .split('\n')
    .map((line) => `  | ${line}`.trimEnd()),
  dim(`  It is written in ${languages.join(', ')}.`),
  '',
];

const ownText = (template: string, language: string): string =>
  `Its text is written from its HTML. To word it yourself, save ${language}.liquid.txt as templates/${template}/${language}.txt, change it and push it.`;

async function write(mail: Previewed, folder: string): Promise<string[]> {
  const { language, html, text, writtenText } = mail;
  await mkdir(folder, { recursive: true });
  const files = { html, txt: text, ...(writtenText !== undefined && { 'liquid.txt': writtenText }) };
  const written = Object.entries(files).map(async ([ending, content]) => {
    const path = join(folder, `${language}.${ending}`);
    await writeFile(path, content);
    return path;
  });
  return Promise.all(written);
}

async function takePictures(mails: readonly Previewed[], folder: string): Promise<string[]> {
  const files: string[] = [];
  const browser = await openBrowser();
  try {
    for (const { language, html } of mails)
      for (const { name, png } of await photograph(browser, html)) {
        const file = join(folder, `${language}-${name}.png`);
        await writeFile(file, png);
        files.push(file);
      }
  } finally {
    await browser.close();
  }
  return files;
}

export const templatePreview: Command = {
  words: ['templates', 'preview'],
  reads: ['email', 'language', 'event-file', 'picture', 'into', ...TRIAL_OPTIONS],
  usage: `templates preview welcome [purchase] [--email ana@example.com] [--picture] ${TRIAL_USAGE}`,
  about: 'a mail as its reader would get it, as HTML, text and pictures; nothing is sent',
  takes: 2,
  help: [
    '--email A     as this person would get it; with an event, whom that tells of; somebody made up unless told',
    '--language L  in this language; may be said again; that of the reader unless told',
    '--picture     takes pictures, too: on a desk and on a phone, light and dark',
    '--into DIR    the folder for the files; "previews" unless told',
    ...EVENT_HELP.map((line) =>
      line.replace('purchase      a sample', 'purchase      after the template: a sample'),
    ),
    ...TRIAL_HELP,
  ],
  run: preview,
};
