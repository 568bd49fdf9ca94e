import { BEN, SAID_YES, tell } from './lib/examples.ts';
import type { Starter } from './lib/starter.ts';
import { COMMA_NAME } from './lib/words.ts';

export const EMPLOYEE_BIRTHDAY: Starter = {
  id: 'employee-birthday',
  title: 'Colleague’s birthday',
  story:
    'For colleagues, at nine in the morning of their birthday where they live: good wishes from everybody, even when half the team is away. Nobody has to remember it, and nobody is forgotten.',
  needs:
    'Colleagues are contacts of the kind employee: say `"kind": "employee"` in `contact`. Their birthdays come by `contact.birthday` or an import. Ask them first; whoever would rather not unsubscribes.',
  audience: 'employee',
  rule: {
    on: 'birthday',
    if: { field: 'contact.kind', op: 'eq', value: 'employee' },
    priority: 400,
    // From one colleague to another: it advertises nothing.
    purpose: 'transactional',
    at: '09:00',
    // Counted from the beginning of the day: a wish that is a day late is worse than none.
    within: 'PT20H',
  },
  copy: {
    en: {
      subject: `Happy birthday${COMMA_NAME}`,
      preheader: 'From all your colleagues.',
      heading: 'Happy birthday',
      paragraphs: [
        'Happy birthday from all of us. It is good to have you here, and not only for the work you do.',
        'Whatever is on your list can wait an hour today. Have a good day, and let somebody else get the coffee.',
      ],
      closing: 'Your colleagues at',
    },
    de: {
      subject: `Herzlichen Glückwunsch${COMMA_NAME}`,
      preheader: 'Von Ihren Kolleginnen und Kollegen.',
      heading: 'Alles Gute zum Geburtstag',
      paragraphs: [
        'von uns allen herzlichen Glückwunsch zum Geburtstag. Es ist schön, dass Sie bei uns sind, und das nicht nur der Arbeit wegen.',
        'Was heute auf Ihrer Liste steht, kann eine Stunde warten. Haben Sie einen schönen Tag, und lassen Sie heute jemand anderen den Kaffee holen.',
      ],
      closing: 'Ihre Kolleginnen und Kollegen von',
    },
    fr: {
      subject: `Joyeux anniversaire${COMMA_NAME}`,
      preheader: 'De la part de tous vos collègues.',
      heading: 'Joyeux anniversaire',
      paragraphs: [
        'Joyeux anniversaire de notre part à tous. C’est une chance de vous avoir ici, et pas seulement pour votre travail.',
        'Ce qui est sur votre liste peut bien attendre une heure. Passez une belle journée, et laissez quelqu’un d’autre aller chercher le café.',
      ],
      closing: 'Vos collègues de',
    },
    es: {
      subject: `Feliz cumpleaños${COMMA_NAME}`,
      preheader: 'De parte de todo el equipo.',
      heading: 'Feliz cumpleaños',
      paragraphs: [
        'Feliz cumpleaños de parte de todos. Es una suerte tenerte aquí, y no solo por tu trabajo.',
        'Lo que tengas hoy en la lista puede esperar una hora. Que pases un buen día, y que hoy el café lo traiga otra persona.',
      ],
      closing: 'Tu equipo de',
    },
  },
  example: {
    fires: tell('birthday', '2026-11-22T23:00:00Z', {
      contact: BEN,
      date: { kind: 'birthday', on: '--11-23' },
    }),
    sentAt: '2026-11-23T08:00:00Z',
    not: {
      events: [
        tell('birthday', '2026-11-22T23:00:00Z', {
          contact: SAID_YES,
          date: { kind: 'birthday', on: '--11-23' },
        }),
      ],
      because: 'it asks that contact.kind is "employee"',
    },
  },
};
