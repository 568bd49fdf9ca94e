import { BEN, SAID_YES, tell } from './lib/examples.ts';
import type { Starter } from './lib/starter.ts';
import { COMMA_NAME } from './lib/words.ts';

export const BIRTHDAY: Starter = {
  id: 'birthday',
  title: 'Birthday',
  story:
    'For customers whose birthday is known, at nine in the morning where they live: good wishes, without a voucher. Nothing to click and nothing to buy is what makes it a wish. It goes to customers who agreed to marketing; colleagues have a rule of their own.',
  needs:
    'Their birthdays: `contact.birthday` of any webhook, or an import. The calendar tells each when it begins where they live.',
  audience: 'customer',
  rule: {
    on: 'birthday',
    if: { field: 'contact.kind', op: 'eq', value: 'customer' },
    priority: 400,
    // A wish that no order asks for counts as advertising in much of Europe, so it goes to who agreed.
    purpose: 'marketing',
    at: '09:00',
    // Counted from the beginning of the day: a wish that is a day late is worse than none.
    within: 'PT20H',
  },
  copy: {
    en: {
      subject: `Happy birthday${COMMA_NAME}`,
      preheader: 'No voucher. Only good wishes.',
      heading: 'Happy birthday',
      paragraphs: [
        'All the best for your day, from all of us. May it bring good company, something sweet and no hurry at all.',
        'There is nothing to click here and nothing to buy. We only wanted to think of you today.',
      ],
      closing: 'Enjoy your day,',
    },
    de: {
      subject: `Alles Gute zum Geburtstag${COMMA_NAME}`,
      preheader: 'Kein Gutschein. Nur gute Wünsche.',
      heading: 'Alles Gute zum Geburtstag',
      paragraphs: [
        'von uns allen die besten Wünsche zu Ihrem Geburtstag. Wir wünschen Ihnen einen Tag mit lieben Menschen, etwas Süßem und ganz ohne Eile.',
        'In dieser Mail gibt es nichts anzuklicken und nichts zu kaufen. Wir wollten heute einfach an Sie denken.',
      ],
      closing: 'Feiern Sie schön',
    },
    fr: {
      subject: `Joyeux anniversaire${COMMA_NAME}`,
      preheader: 'Pas de code promo. Juste nos vœux.',
      heading: 'Joyeux anniversaire',
      paragraphs: [
        'Toute l’équipe vous souhaite un très bel anniversaire. Qu’il soit bien entouré, un peu sucré et sans la moindre urgence.',
        'Il n’y a rien à cliquer et rien à acheter. Nous voulions simplement penser à vous aujourd’hui.',
      ],
      closing: 'Belle journée à vous,',
    },
    es: {
      subject: `Feliz cumpleaños${COMMA_NAME}`,
      preheader: 'Sin cupones. Solo buenos deseos.',
      heading: 'Feliz cumpleaños',
      paragraphs: [
        'Todo el equipo te desea un feliz cumpleaños. Que lo pases en buena compañía, con algo dulce y sin ninguna prisa.',
        'Aquí no hay nada que pulsar ni nada que comprar. Hoy solo queríamos acordarnos de ti.',
      ],
      closing: 'Que lo disfrutes,',
    },
  },
  example: {
    fires: tell('birthday', '2026-11-22T23:00:00Z', {
      contact: SAID_YES,
      date: { kind: 'birthday', on: '--11-23' },
    }),
    sentAt: '2026-11-23T08:00:00Z',
    not: {
      events: [
        tell('birthday', '2026-11-22T23:00:00Z', { contact: BEN, date: { kind: 'birthday', on: '--11-23' } }),
      ],
      because: 'it asks that contact.kind is "customer"',
    },
  },
};
