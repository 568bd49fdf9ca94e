import { BEN, SAID_YES, tell } from './lib/examples.ts';
import type { Starter } from './lib/starter.ts';
import { COMMA_NAME } from './lib/words.ts';

export const EXTRA_MILE_DAY: Starter = {
  id: 'extra-mile-day',
  title: 'Extra Mile Day',
  story:
    'On November 1, Extra Mile Day, at ten in the morning where they live: thanks to every customer for nothing in particular, and one question that costs you nothing and tells you much. It goes to customers who agreed to marketing. Mails that sell are many in that month; this one sells nothing and is remembered.',
  needs:
    'The occasion `extra-mile-day` of the brand, which a new brand has: `settings occasions list` shows it, `settings occasions set extra-mile-day --on "November 1"` adds it.',
  audience: 'customer',
  rule: {
    on: 'occasion',
    if: {
      all: [
        { field: 'event.date.kind', op: 'eq', value: 'extra-mile-day' },
        { field: 'contact.kind', op: 'eq', value: 'customer' },
      ],
    },
    priority: 600,
    // Nobody has asked for it, so it goes to who agreed to hear from the shop.
    purpose: 'marketing',
    at: '10:00',
    // Counted from the beginning of the day: on the next one it would be about nothing.
    within: 'PT20H',
  },
  copy: {
    en: {
      subject: `Thank you, just because${COMMA_NAME}`,
      preheader: 'Today is Extra Mile Day. This mail sells nothing.',
      heading: 'Thank you, just because',
      paragraphs: [
        'Today is Extra Mile Day, a day for doing a little more than one has to. We thought the best use of it is to say thank you: without customers like you there would be nothing here to go the extra mile for.',
        'If there is one thing that we could do better for you, reply to this mail and tell us. We read every answer, and we mean it.',
      ],
      closing: 'With thanks,',
    },
    de: {
      subject: `Danke, einfach so${COMMA_NAME}`,
      preheader: 'Heute ist Extra Mile Day. Wir verkaufen Ihnen nichts.',
      heading: 'Danke, einfach so',
      paragraphs: [
        'heute ist Extra Mile Day, ein Tag, an dem man ein wenig mehr tut, als man muss. Wir nutzen ihn am liebsten, um Danke zu sagen: Ohne Kundinnen und Kunden wie Sie gäbe es hier nichts, wofür sich die Mühe lohnt.',
        'Gibt es etwas, das wir für Sie besser machen können? Antworten Sie einfach auf diese Mail. Wir lesen jede Antwort, und wir nehmen sie ernst.',
      ],
      closing: 'Mit herzlichem Dank',
    },
    fr: {
      subject: `Merci, tout simplement${COMMA_NAME}`,
      preheader: 'C’est l’Extra Mile Day. Ce message ne vend rien.',
      heading: 'Merci, tout simplement',
      paragraphs: [
        'Aujourd’hui, c’est l’Extra Mile Day, la journée où l’on en fait un peu plus que nécessaire. Nous avons choisi d’en profiter pour vous dire merci : sans des clients comme vous, rien ici n’en vaudrait la peine.',
        'Que pourrions-nous faire de mieux pour vous ? Répondez simplement à ce message. Nous lisons chaque réponse, et nous en tenons compte.',
      ],
      closing: 'Avec toute notre gratitude,',
    },
    es: {
      subject: `Gracias, sin más motivo${COMMA_NAME}`,
      preheader: 'Hoy es el Extra Mile Day. No vendemos nada.',
      heading: 'Gracias, sin más motivo',
      paragraphs: [
        'Hoy es el Extra Mile Day, un día para hacer un poco más de lo necesario. Lo mejor que se nos ocurre es darte las gracias: sin clientes como tú, aquí no habría nada por lo que esforzarse.',
        'Si hay algo que podamos hacer mejor por ti, responde a este correo y dínoslo. Leemos todas las respuestas, y nos las tomamos en serio.',
      ],
      closing: 'Gracias de corazón,',
    },
  },
  example: {
    fires: tell('occasion', '2026-10-31T23:00:00Z', {
      contact: SAID_YES,
      date: { kind: 'extra-mile-day', on: '2026-11-01' },
    }),
    sentAt: '2026-11-01T09:00:00Z',
    not: {
      events: [
        tell('occasion', '2026-10-31T23:00:00Z', {
          contact: BEN,
          date: { kind: 'extra-mile-day', on: '2026-11-01' },
        }),
      ],
      because: 'it asks that contact.kind is "customer"',
    },
  },
};
