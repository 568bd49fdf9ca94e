import type { HttpRequest } from '../middleware/http.ts';

/** What the unsubscribe pages say, by language. */
export type Words = {
  ask: { title: string; text: string; button: string };
  /** `link` leads to what else they may choose. */
  done: { title: string; text: string; link: string };
  missing: { title: string; text: string };
};

/** For the moment in which nothing else is known, not even the language. */
export const BROKEN = {
  title: 'That did not work',
  text: 'Something of ours failed, and nothing was changed. Please try again in a few minutes.',
};

const WORDS = {
  en: {
    ask: {
      title: 'Stop these mails?',
      text: 'You will get no more thank-yous, check-ins or greetings from this shop. Receipts and shipping notices come from the shop itself and are not affected.',
      button: 'Unsubscribe',
    },
    done: {
      title: 'Done',
      text: 'If this link belongs to your address, you will not hear from us again. Thank you for having had us in your inbox.',
      link: 'Rather get a little? Choose what you get.',
    },
    missing: { title: 'There is nothing here', text: 'The address is not complete, or the page has moved.' },
  },
  de: {
    ask: {
      title: 'Keine Mails mehr?',
      text: 'Sie bekommen dann keine Dankesmails, Nachfragen oder Grüße dieses Geschäfts mehr. Rechnungen und Versandmeldungen kommen vom Geschäft selbst und sind nicht betroffen.',
      button: 'Abmelden',
    },
    done: {
      title: 'Erledigt',
      text: 'Wenn dieser Link zu Ihrer Adresse gehört, hören Sie nichts mehr von uns. Danke, dass wir in Ihrem Postfach sein durften.',
      link: 'Lieber ein wenig als gar nichts? Wählen Sie aus, was kommt.',
    },
    missing: {
      title: 'Hier ist nichts',
      text: 'Die Adresse ist unvollständig, oder die Seite ist umgezogen.',
    },
  },
  fr: {
    ask: {
      title: 'Ne plus recevoir ces messages ?',
      text: 'Vous ne recevrez plus de remerciements, de questions ni de vœux de cette boutique. Les factures et avis d’expédition viennent de la boutique elle-même et ne sont pas concernés.',
      button: 'Se désabonner',
    },
    done: {
      title: 'C’est fait',
      text: 'Si ce lien correspond à votre adresse, vous n’aurez plus de nouvelles de nous. Merci de nous avoir accueillis dans votre boîte.',
      link: 'Plutôt un peu que rien ? Choisissez vos messages.',
    },
    missing: { title: 'Il n’y a rien ici', text: 'L’adresse est incomplète, ou la page a changé de place.' },
  },
  es: {
    ask: {
      title: '¿No quieres más correos?',
      text: 'No recibirás más agradecimientos, preguntas ni felicitaciones de esta tienda. Los recibos y avisos de envío los manda la propia tienda y no se ven afectados.',
      button: 'Darme de baja',
    },
    done: {
      title: 'Hecho',
      text: 'Si este enlace corresponde a tu dirección, no volverás a saber de nosotros. Gracias por habernos dejado entrar en tu buzón.',
      link: '¿Mejor un poco que nada? Elige qué recibir.',
    },
    missing: { title: 'Aquí no hay nada', text: 'La dirección está incompleta o la página se ha movido.' },
  },
} as const satisfies Record<string, Words>;

export type PageLanguage = keyof typeof WORDS;
export const isKnown = (language: string): language is PageLanguage => Object.hasOwn(WORDS, language);

/**
 * The person's language, which the links of their mails name, if we speak it; else the first of the browser's that we
 * speak, else English. Weights follow the order in practice.
 */
export function pageLanguage({ query, headers }: Pick<HttpRequest, 'query' | 'headers'>): PageLanguage {
  const wanted = [query['lang'] ?? '', ...(headers['accept-language'] ?? '').slice(0, 500).split(',')];
  const known = wanted.map((each) => each.trim().split(/[-;]/)[0]?.toLowerCase() ?? '').find(isKnown);
  return known ?? 'en';
}

export const wordsOf = (language: PageLanguage): Words => WORDS[language];
