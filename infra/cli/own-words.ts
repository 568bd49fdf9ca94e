/** What the API calls by names of its own, at which addresses, and what that is on the command line. */
const WORDS: readonly { at: RegExp; is: RegExp; told: string }[] = [
  { at: /./, is: /"dryRun": true/g, told: '--dry-run' },
  // What "why" lists is the command of that name.
  { at: /./, is: /^"why"(?! lists)/gm, told: '--why' },
  { at: /./, is: /In the query: "([a-z]+)"/g, told: '--$1' },
  { at: /\/try$/, is: /"past\.(event|email)"/g, told: '--$1' },
  { at: /\/use$/, is: /"as"/g, told: '--as' },
  {
    at: /^\/local\/clock$/,
    is: /^Send \{"advance":"(\w+)"\} or \{"now":"([^"]+)"\}/g,
    told: 'Say how far, clock --advance $1, or until when, clock --now $2',
  },
  { at: /\/(forecast|replay)$/, is: /"days"/g, told: '--days' },
  { at: /\/settings\/timing$/, is: /"quietHours(?:\.\w+)?"/g, told: '--quiet-hours' },
  { at: /\/settings\/timing$/, is: /, or null for none/g, told: ', or none' },
  { at: /\/settings\/sender$/, is: /"(name|address)"/g, told: '--$1' },
  { at: /\/settings\/sender$/, is: /"replyTo"/g, told: '--reply-to' },
  { at: /\/settings\/reputation$/, is: /"(complaints|bounces)"/g, told: '--$1' },
  { at: /\/settings\/reputation$/, is: /"atLeast"/g, told: '--at-least' },
  { at: /\/settings\/reputation$/, is: /"softBounces"/g, told: '--soft-bounces' },
  { at: /\/settings\/refused$/, is: /"(add|remove)(?:\.\d+)?"/g, told: '--$1' },
  { at: /\/settings\/tracking$/, is: /"(clicks|opens)"/g, told: '--$1' },
  { at: /\/settings\/timing$/, is: /"weekdaysOnly"/g, told: '--weekdays-only' },
  { at: /\/settings\/timing$/, is: /"(timezone|cap|spread)(?:\.\w+)?"/g, told: '--$1' },
  {
    at: /./,
    is: /The template "([^"\n]+)": "languages\.([\w-]+)\.(mjml|subject)"/g,
    told: 'templates/$1/$2.$3',
  },
  { at: /./, is: /The template "([^"\n]+)": "languages\.([\w-]+)\.text"/g, told: 'templates/$1/$2.txt' },
];

/** A sentence of the API in the words of the command line: files and options instead of names in a body. */
export function inOwnWords(sentence: string, address: string): string {
  const [path = ''] = address.split('?');
  const [, template] = /\/templates\/([^/]+)$/.exec(path) ?? [];
  // Of one template alone, as it is saved, its name is not said again.
  const whole = template
    ? sentence.replaceAll(/^(?="languages\.)/gm, `The template "${template}": `)
    : sentence;
  const told = WORDS.filter(({ at }) => at.test(path)).reduce(
    (text, { is, told: words }) => text.replaceAll(is, words),
    whole,
  );
  return [...new Set(told.split('\n'))].join('\n');
}
