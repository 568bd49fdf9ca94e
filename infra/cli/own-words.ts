type Words = { where: RegExp; is: RegExp; told: (...found: string[]) => string };

const EXTENSIONS: Readonly<Record<string, string>> = { text: 'txt' };

/** What the API calls by names of its own, by the address that was asked, and what that is on the command line. */
const WORDS: readonly Words[] = [
  { where: /./, is: /"dryRun": true/g, told: () => '--dry-run' },
  { where: /./, is: /"why"/g, told: () => '--why' },
  { where: /./, is: /In the query: "([a-z]+)"/g, told: (_, name) => `--${name}` },
  { where: /\/try$/, is: /"past\.(event|email)"/g, told: (_, name) => `--${name}` },
  { where: /\/(forecast|replay)$/, is: /"days"/g, told: () => '--days' },
  { where: /\/settings\/timing$/, is: /"quietHours(?:\.\w+)?"/g, told: () => '--quiet-hours' },
  { where: /\/settings\/timing$/, is: /"weekdaysOnly"/g, told: () => '--weekdays-only' },
  {
    where: /\/settings\/timing$/,
    is: /"(timezone|cap|spread)(?:\.\w+)?"/g,
    told: (_, name) => `--${name}`,
  },
  {
    where: /./,
    is: /The template "([^"\n]+)": "languages\.([\w-]+)\.(text|mjml|subject)"/g,
    told: (_, id, language, part = '') => `templates/${id}/${language}.${EXTENSIONS[part] ?? part}`,
  },
];

/** A sentence of the API in the words of the command line: files and options instead of names in a body. */
export function inOwnWords(sentence: string, url: string): string {
  const path = URL.canParse(url) ? new URL(url).pathname : '';
  const [, template] = /\/templates\/([^/]+)$/.exec(path) ?? [];
  const whole =
    template === undefined
      ? sentence
      : sentence.replaceAll(/^(?="languages\.)/gm, `The template "${template}": `);
  return WORDS.filter(({ where }) => where.test(path)).reduce(
    (told, { is, told: say }) => told.replaceAll(is, say),
    whole,
  );
}
