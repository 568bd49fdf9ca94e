import { tell } from './lib/examples.ts';
import type { Starter } from './lib/starter.ts';
import { COMMA_NAME } from './lib/words.ts';

export const REFERRAL_THANKS: Starter = {
  id: 'referral-thanks',
  title: 'Referral thanks',
  story:
    'For whoever sent somebody to you: thanks on the same day, before any reward is talked of. Who is thanked for a recommendation makes the next one. Two referrals are two reasons, but there is at most one mail a day.',
  needs:
    'The event `occasion` with `date.kind` referral- and your own id of the referral (referral-4711), and `date.on` its day; `contact` is who recommended. A bare `referral` works, too, and is thanked once a year.',
  audience: 'customer',
  rule: {
    on: 'occasion',
    // A person has each kind of date once a year, so the id of the referral makes two of them two reasons.
    if: { field: 'event.date.kind', op: 'matches-prefix', value: 'referral' },
    priority: 500,
    purpose: 'transactional',
    within: 'P7D',
    limit: { max: 1, per: 'P1D' },
  },
  copy: {
    en: {
      subject: `Thank you for recommending us${COMMA_NAME}`,
      preheader: 'It is worth more than any advert.',
      heading: 'You put in a good word for us',
      paragraphs: [
        'Somebody came to us because you told them about us. No advert could have said it as well as you did. Thank you.',
        'We will do our best to be worth it, to both of you. If we ever fall short, reply to this mail and tell us.',
      ],
      closing: 'With real thanks,',
    },
    de: {
      subject: `Danke für Ihre Empfehlung${COMMA_NAME}`,
      preheader: 'Das ist mehr wert als jede Werbung.',
      heading: 'Sie haben ein gutes Wort für uns eingelegt',
      paragraphs: [
        'jemand hat zu uns gefunden, weil Sie von uns erzählt haben. Keine Werbung hätte das so gut gekonnt. Vielen Dank dafür.',
        'Wir geben uns Mühe, dass Sie beide zufrieden sind. Wenn uns das einmal nicht gelingt, antworten Sie einfach auf diese Mail und sagen Sie es uns.',
      ],
      closing: 'Mit herzlichem Dank',
    },
    fr: {
      subject: `Merci de nous avoir recommandés${COMMA_NAME}`,
      preheader: 'Cela vaut mieux que toutes les publicités.',
      heading: 'Vous avez dit du bien de nous',
      paragraphs: [
        'Quelqu’un est venu chez nous parce que vous lui avez parlé de nous. Aucune publicité n’aurait pu le dire aussi bien. Merci.',
        'Nous ferons de notre mieux pour mériter votre confiance à tous les deux. Si un jour nous n’étions pas à la hauteur, répondez à ce message et dites-le-nous.',
      ],
      closing: 'Avec toute notre reconnaissance,',
    },
    es: {
      subject: `Gracias por recomendarnos${COMMA_NAME}`,
      preheader: 'Vale más que cualquier anuncio.',
      heading: 'Has hablado bien de nosotros',
      paragraphs: [
        'Alguien ha llegado aquí porque le hablaste de nosotros. Ningún anuncio lo habría dicho tan bien como tú. Gracias.',
        'Haremos todo lo posible por estar a la altura. Si alguna vez no lo estamos, responde a este correo y dínoslo.',
      ],
      closing: 'Gracias de corazón,',
    },
  },
  example: {
    fires: tell('occasion', '2026-11-23T09:00:00Z', { date: { kind: 'referral-4711', on: '2026-11-23' } }),
    sentAt: '2026-11-23T09:00:00Z',
    not: {
      events: [
        tell('occasion', '2026-11-23T09:00:00Z', { date: { kind: 'summer-party', on: '2026-11-23' } }),
      ],
      because: 'it asks that event.date.kind starts with "referral"',
    },
  },
};
