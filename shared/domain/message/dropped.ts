import { chooseLanguage } from './language.ts';

/**
 * Who gets what from then on when languages of a template are gone, a sentence for each language that stands in for
 * them; it may be meant, and is nothing that anybody sees in the mails that they write themselves.
 */
export function droppedLanguages(
  before: readonly string[],
  after: readonly string[],
  locale: string,
): string[] {
  const gone = before.filter((language) => !after.includes(language)).toSorted();
  const instead = Map.groupBy(gone, (contact) => chooseLanguage(after, { contact, brand: locale }));
  return [...instead].flatMap(([other, languages]) =>
    other === undefined
      ? []
      : [
          `${LIST.format(languages.map(named))} ${languages.length > 1 ? 'are' : 'is'} gone: ${WHO} ${named(other)}.`,
        ],
  );
}

type Texts = Readonly<Record<string, { text?: string | undefined }>>;

/** Of languages whose text somebody has worded by hand, and that have none now: a file may be gone by mistake. */
export function droppedTexts(before: Texts, after: Texts): string[] {
  const lost = Object.keys(after)
    .filter((language) => before[language]?.text !== undefined && after[language]?.text === undefined)
    .toSorted();
  return lost.length === 0
    ? []
    : [
        `its text in ${LIST.format(lost.map(named))} was worded by hand, and is written from the HTML from now on.`,
      ];
}

const WHO = 'whoever reads that gets';
const LIST = new Intl.ListFormat('en');
const NAMES = new Intl.DisplayNames('en', { type: 'language', fallback: 'code' });

function named(language: string): string {
  try {
    return `${NAMES.of(language.replaceAll('_', '-')) ?? language} (${language})`;
  } catch {
    return language;
  }
}
