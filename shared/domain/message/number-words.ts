/** How languages write `3rd`; where none is known, the bare number is right enough. */
const ORDINALS: Readonly<Record<string, Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>>> = {
  en: { one: 'st', two: 'nd', few: 'rd', other: 'th' },
  fr: { one: 'er', other: 'e' },
  es: { other: '.º' },
  it: { other: 'º' },
  pt: { other: 'º' },
  nl: { other: 'e' },
  ...Object.fromEntries(
    ['de', 'da', 'nb', 'no', 'fi', 'is', 'cs', 'sk', 'pl', 'hu', 'hr', 'sl', 'tr', 'et'].map((language) => [
      language,
      { other: '.' },
    ]),
  ),
};

/** `3rd`, `3.`, `3e`: a whole number in the reader's way of counting. */
export function ordinalOf(number: number, locale: string): string {
  const endings = ORDINALS[locale.split('-')[0] ?? ''] ?? {};
  const form = new Intl.PluralRules(locale, { type: 'ordinal' }).select(number);
  return `${new Intl.NumberFormat(locale).format(number)}${endings[form] ?? endings.other ?? ''}`;
}

export type Forms = Readonly<Record<string, unknown>>;

/** The form that the reader's language wants for so many; `#` in it is the number. `undefined`: none was given for it. */
export function pluralOf(number: number, forms: Forms, locale: string): string | undefined {
  const form = new Intl.PluralRules(locale).select(number);
  const words = forms[form] ?? forms['other'];
  return typeof words === 'string'
    ? words.replaceAll('#', new Intl.NumberFormat(locale).format(number))
    : undefined;
}

/** A name as it is greeted: what was typed all in capitals or all in small letters gets its capitals. */
export function greetedName(name: string, locale: string): string {
  const isShouted = name.length > 2 && name === name.toLocaleUpperCase(locale);
  const isWhispered = name === name.toLocaleLowerCase(locale);
  if (!isShouted && !isWhispered) return name;
  return name
    .toLocaleLowerCase(locale)
    .replaceAll(/(?<![\p{L}\p{M}’'])\p{Ll}/gu, (letter) => letter.toLocaleUpperCase(locale));
}
