import { SAID_YES, tell } from './lib/examples.ts';
import type { Starter } from './lib/starter.ts';
import { COMMA_NAME, years } from './lib/words.ts';

export const CUSTOMER_ANNIVERSARY: Starter = {
  id: 'customer-anniversary',
  title: 'Customer anniversary',
  story:
    'For customers, each year on the day of their first order: we remember when you came, and how has it been since? Hardly anybody marks that day, so it is noticed. It goes to customers who agreed to marketing.',
  needs:
    'Nothing: since when somebody is a customer fills itself from their first order. Of those who came before, an import tells it (`customer_since`), with the year, so that the years can be counted.',
  audience: 'customer',
  rule: {
    on: 'anniversary',
    if: {
      all: [
        { field: 'event.date.kind', op: 'eq', value: 'customer' },
        { field: 'event.date.years', op: 'gte', value: 1 },
        { field: 'contact.kind', op: 'eq', value: 'customer' },
      ],
    },
    priority: 400,
    // A wish that no order asks for counts as advertising in much of Europe, so it goes to who agreed.
    purpose: 'marketing',
    at: '10:00',
    within: 'P3D',
  },
  copy: {
    en: {
      subject: `${years('A year', 'years', 'Quite a while')} since we met${COMMA_NAME}`,
      preheader: 'We remember your first order.',
      heading: 'Thank you for being with us',
      paragraphs: [
        `It is ${years('a year', 'years', 'quite a while')} since you first ordered from us. Shops come and go. You have kept a place for ours, and we are grateful for it.`,
        'What has worked well for you since then, and what has not? If you feel like telling us, reply to this mail. A person reads it.',
      ],
      closing: 'With thanks,',
    },
    de: {
      subject: `${years('Ein Jahr', 'Jahre', 'Eine ganze Weile')} mit Ihnen${COMMA_NAME}`,
      preheader: 'Wir erinnern uns an Ihre erste Bestellung.',
      heading: 'Danke, dass Sie dabei sind',
      paragraphs: [
        `vor ${years('einem Jahr', 'Jahren', 'einer ganzen Weile')} haben Sie zum ersten Mal bei uns bestellt. Geschäfte kommen und gehen. Dass Sie uns einen Platz freigehalten haben, freut uns sehr.`,
        'Was hat seither gut geklappt, und was nicht? Wenn Sie mögen, schreiben Sie es uns als Antwort auf diese Mail. Ein Mensch liest sie.',
      ],
      closing: 'Herzlichen Dank',
    },
    fr: {
      subject: `${years('Un an', 'ans', 'Tout ce temps')} déjà${COMMA_NAME}`,
      preheader: 'Nous nous souvenons de votre première commande.',
      heading: 'Merci d’être là',
      paragraphs: [
        `Il y a ${years('un an', 'ans', 'un bon moment')}, vous passiez votre première commande chez nous. Les boutiques vont et viennent. Vous avez gardé une place à la nôtre, et nous vous en remercions.`,
        'Depuis, qu’est-ce qui vous a plu, et qu’est-ce qui vous a déplu ? Si le cœur vous en dit, répondez à ce message. Une vraie personne le lira.',
      ],
      closing: 'Merci encore,',
    },
    es: {
      subject: `${years('Un año', 'años', 'Mucho tiempo')} contigo${COMMA_NAME}`,
      preheader: 'Nos acordamos de tu primer pedido.',
      heading: 'Gracias por estar ahí',
      paragraphs: [
        `Hace ${years('un año', 'años', 'bastante tiempo')} hiciste tu primer pedido con nosotros. Las tiendas vienen y van. Tú le has guardado un sitio a la nuestra, y te lo agradecemos.`,
        'Desde entonces, ¿qué te ha gustado y qué no tanto? Si te apetece contárnoslo, responde a este correo. Lo leerá una persona.',
      ],
      closing: 'Muchas gracias,',
    },
  },
  example: {
    fires: tell('anniversary', '2026-11-23T00:00:00Z', {
      contact: SAID_YES,
      date: { kind: 'customer', on: '2025-11-23' },
    }),
    sentAt: '2026-11-23T09:00:00Z',
    not: {
      events: [tell('anniversary', '2026-11-23T00:00:00Z', { date: { kind: 'customer', on: '2025-11-23' } })],
      because: 'It is marketing, and the person has not agreed to that.',
    },
  },
};
