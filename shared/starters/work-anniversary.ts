import { BEN, tell } from './lib/examples.ts';
import type { Starter } from './lib/starter.ts';
import { COMMA_NAME, years } from './lib/words.ts';

export const WORK_ANNIVERSARY: Starter = {
  id: 'work-anniversary',
  title: 'Work anniversary',
  story:
    'For colleagues, each year on the day on which they began: thanks for what they do where nobody looks, and the question what would make the next year a good one. Asked once a year in writing, it is sometimes answered.',
  needs:
    'Colleagues are contacts of the kind employee: say `"kind": "employee"` in `contact`. The first day of work, with its year: `contact.dates.work`, or an import (`employed_since`).',
  audience: 'employee',
  rule: {
    on: 'anniversary',
    if: {
      all: [
        { field: 'event.date.kind', op: 'eq', value: 'work' },
        { field: 'event.date.years', op: 'gte', value: 1 },
        { field: 'contact.kind', op: 'eq', value: 'employee' },
      ],
    },
    priority: 400,
    // From one colleague to another: it advertises nothing.
    purpose: 'transactional',
    at: '10:00',
    within: 'P3D',
  },
  copy: {
    en: {
      subject: `${years('A year', 'years', 'Another year')} with us${COMMA_NAME}. Thank you.`,
      preheader: 'It is better here with you.',
      heading: 'Thank you for being part of this',
      paragraphs: [
        `You have been with us for ${years('a year', 'years', 'quite a while')} now. Much of what goes well here has your hand in it, often where nobody looks. We do see it. Thank you.`,
        'What would make the next year a good one for you? If something comes to mind, reply to this mail. We would like to know.',
      ],
      closing: 'Glad you are here,',
    },
    de: {
      subject: `${years('Ein Jahr', 'Jahre', 'Wieder ein Jahr')} bei uns${COMMA_NAME}. Danke.`,
      preheader: 'Mit Ihnen ist es hier besser.',
      heading: 'Danke, dass Sie dazugehören',
      paragraphs: [
        `Sie sind jetzt seit ${years('einem Jahr', 'Jahren', 'langer Zeit')} bei uns. Vieles, was hier gut läuft, trägt Ihre Handschrift, oft gerade dort, wo niemand hinschaut. Wir sehen es. Danke dafür.`,
        'Was würde das nächste Jahr für Sie zu einem guten machen? Wenn Ihnen etwas einfällt, antworten Sie auf diese Mail. Wir möchten es wissen.',
      ],
      closing: 'Schön, dass Sie da sind',
    },
    fr: {
      subject: `${years('Un an', 'ans', 'Une année de plus')} parmi nous${COMMA_NAME}. Merci.`,
      preheader: 'Tout va mieux avec vous.',
      heading: 'Merci de faire partie de l’équipe',
      paragraphs: [
        `Cela fait ${years('un an', 'ans', 'un bon moment')} que vous êtes parmi nous. Bien des choses qui marchent ici portent votre marque, souvent là où personne ne regarde. Nous, nous le voyons. Merci.`,
        'Qu’est-ce qui ferait de la prochaine année une bonne année pour vous ? Si une idée vous vient, répondez à ce message. Nous aimerions la connaître.',
      ],
      closing: 'Heureux de vous compter dans l’équipe,',
    },
    es: {
      subject: `${years('Un año', 'años', 'Un año más')} con nosotros${COMMA_NAME}. Gracias.`,
      preheader: 'Contigo todo va mejor.',
      heading: 'Gracias por formar parte de esto',
      paragraphs: [
        `Ya llevas ${years('un año', 'años', 'bastante tiempo')} con nosotros. Mucho de lo que aquí sale bien lleva tu huella, a menudo donde nadie mira. Nosotros lo vemos. Gracias.`,
        '¿Qué haría que el próximo año fuera bueno para ti? Si se te ocurre algo, responde a este correo. Nos gustaría saberlo.',
      ],
      closing: 'Nos alegra tenerte aquí,',
    },
  },
  example: {
    fires: tell('anniversary', '2026-11-23T00:00:00Z', {
      contact: BEN,
      date: { kind: 'work', on: '2025-11-23' },
    }),
    sentAt: '2026-11-23T09:00:00Z',
    not: {
      events: [tell('anniversary', '2026-11-23T00:00:00Z', { date: { kind: 'work', on: '2025-11-23' } })],
      because: 'it asks that contact.kind is "employee"',
    },
  },
};
