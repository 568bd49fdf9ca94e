import { CLARA, tell } from './lib/examples.ts';
import type { Starter } from './lib/starter.ts';
import { COMMA_NAME, years } from './lib/words.ts';

export const PARTNER_ANNIVERSARY: Starter = {
  id: 'partner-anniversary',
  title: 'Partner’s year',
  story:
    'For the partners and suppliers you work with, each year on the day it began: thanks for the work, and what you could do better for them. Partners hear from the people they deliver to when something is wrong; this is the other mail.',
  needs:
    'Partners are contacts of the kind partner: say `"kind": "partner"` in `contact`. The day on which it began, with its year: `contact.dates.partner`, or an import (`partner_since`).',
  audience: 'partner',
  rule: {
    on: 'anniversary',
    if: {
      all: [
        { field: 'event.date.kind', op: 'eq', value: 'partner' },
        { field: 'event.date.years', op: 'gte', value: 1 },
        { field: 'contact.kind', op: 'eq', value: 'partner' },
      ],
    },
    priority: 400,
    // A letter among people who work together: it advertises nothing.
    purpose: 'transactional',
    at: '10:00',
    within: 'P3D',
  },
  copy: {
    en: {
      subject: `${years('A year', 'years', 'Another year')} of working together${COMMA_NAME}`,
      preheader: 'Thank you for the good work.',
      heading: 'Thank you for working with us',
      paragraphs: [
        `We have been working together for ${years('a year', 'years', 'quite a while')} now. Much of what our customers like about us would not be there without you.`,
        'Thank you for your reliability, and for your patience on the days when we were the difficult ones. If we can make the work easier for you, reply to this mail and tell us how.',
      ],
      closing: 'To the next year together,',
    },
    de: {
      subject: `${years('Ein Jahr', 'Jahre', 'Noch ein Jahr')} Zusammenarbeit${COMMA_NAME}`,
      preheader: 'Danke für die gute Arbeit.',
      heading: 'Danke, dass Sie mit uns arbeiten',
      paragraphs: [
        `seit ${years('einem Jahr', 'Jahren', 'geraumer Zeit')} arbeiten wir nun zusammen. Vieles, was unsere Kundinnen und Kunden an uns schätzen, gäbe es ohne Sie nicht.`,
        'Danke für Ihre Verlässlichkeit, und für Ihre Geduld an den Tagen, an denen wir es Ihnen nicht leicht gemacht haben. Was können wir tun, damit Ihnen die Arbeit mit uns leichter fällt? Antworten Sie auf diese Mail und sagen Sie es uns.',
      ],
      closing: 'Auf das nächste gemeinsame Jahr',
    },
    fr: {
      subject: `${years('Un an', 'ans', 'Une année de plus')} à travailler ensemble${COMMA_NAME}`,
      preheader: 'Merci pour tout ce travail.',
      heading: 'Merci de travailler avec nous',
      paragraphs: [
        `Voilà ${years('un an', 'ans', 'un bon moment')} que nous travaillons ensemble. Bien des choses que nos clients apprécient chez nous n’existeraient pas sans vous.`,
        'Merci de votre fiabilité, et de votre patience les jours où nous ne vous avons pas facilité la tâche. Si nous pouvons vous simplifier le travail, répondez à ce message et dites-nous comment.',
      ],
      closing: 'À notre prochaine année ensemble,',
    },
    es: {
      subject: `${years('Un año', 'años', 'Un año más')} trabajando juntos${COMMA_NAME}`,
      preheader: 'Gracias por el buen trabajo.',
      heading: 'Gracias por trabajar con nosotros',
      paragraphs: [
        `Ya llevamos ${years('un año', 'años', 'bastante tiempo')} trabajando juntos. Mucho de lo que nuestros clientes valoran de nosotros no existiría sin ti.`,
        'Gracias por cumplir siempre, y por tu paciencia en los días en que no te lo pusimos fácil. Si podemos facilitarte el trabajo, responde a este correo y dinos cómo.',
      ],
      closing: 'Por otro año juntos,',
    },
  },
  example: {
    fires: tell('anniversary', '2026-11-23T00:00:00Z', {
      contact: CLARA,
      date: { kind: 'partner', on: '2021-11-23' },
    }),
    sentAt: '2026-11-23T09:00:00Z',
    not: {
      events: [tell('anniversary', '2026-11-23T00:00:00Z', { date: { kind: 'partner', on: '2021-11-23' } })],
      because: 'it asks that contact.kind is "partner"',
    },
  },
};
