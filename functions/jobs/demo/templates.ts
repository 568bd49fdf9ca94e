import type { TemplateDraft } from '../../../shared/work/publish.ts';
import { DEMO_MAILS } from './copy.ts';
import { DE } from './copy-de.ts';
import { EN } from './copy-en.ts';
import { ES } from './copy-es.ts';
import { FR } from './copy-fr.ts';
import { layOut } from './layout.ts';

const LANGUAGES = [EN, DE, FR, ES];

/** Every mail of the demo in every language. */
export const demoTemplates = (): TemplateDraft[] =>
  DEMO_MAILS.map((id) => ({
    id,
    languages: Object.fromEntries(
      LANGUAGES.map((language) => [language.code, layOut(language.mails[id], language)] as const),
    ),
  }));
