import { SAID_YES, tell } from './lib/examples.ts';
import type { Starter } from './lib/starter.ts';
import { COMMA_NAME, years } from './lib/words.ts';

export const SUBSCRIPTION_ANNIVERSARY: Starter = {
  id: 'subscription-anniversary',
  title: 'Subscription anniversary',
  story:
    'For subscribers, each year on the day on which they subscribed: thanks for staying, and the question what to change. It speaks up at a moment when nothing is charged, which is why it is heard. It goes to customers who agreed to marketing.',
  needs:
    'The day of the first payment, with its year: it fills itself where the platform says that an order begins a subscription; else `contact.dates.subscription`, or an import. Somebody with two subscriptions is thanked once a year.',
  audience: 'customer',
  rule: {
    on: 'anniversary',
    if: {
      all: [
        { field: 'event.date.kind', op: 'eq', value: 'subscription' },
        { field: 'event.date.years', op: 'gte', value: 1 },
        { field: 'contact.kind', op: 'eq', value: 'customer' },
      ],
    },
    priority: 400,
    // A wish that no order asks for counts as advertising in much of Europe, so it goes to who agreed.
    purpose: 'marketing',
    at: '10:00',
    within: 'P3D',
    unless: [{ event: 'cancellation', of: 'contact' }],
  },
  copy: {
    en: {
      subject: `${years('One year', 'years', 'Another year')} with us${COMMA_NAME}. Thank you.`,
      preheader: 'No offer inside. Only thanks.',
      heading: 'Thank you for staying',
      paragraphs: [
        `Your subscription began ${years('one year', 'years', 'a good while')} ago. You could have left at any time, and you stayed. Thank you.`,
        'We would like the next year to be even better for you. If we could change one thing, what should it be? Reply to this mail. We read every answer.',
      ],
      closing: 'To another good year,',
    },
    de: {
      subject: `${years('Ein Jahr', 'Jahre', 'Wieder ein Jahr')} mit uns${COMMA_NAME}. Danke.`,
      preheader: 'Kein Angebot. Nur ein Dankeschön.',
      heading: 'Danke, dass Sie uns treu sind',
      paragraphs: [
        `Ihr Abo läuft jetzt seit ${years('einem Jahr', 'Jahren', 'langer Zeit')}. Sie hätten jederzeit gehen können, und Sie sind geblieben. Vielen Dank dafür.`,
        'Wir möchten, dass das nächste Jahr für Sie noch besser wird. Wenn wir eine einzige Sache ändern könnten, welche sollte es sein? Antworten Sie einfach auf diese Mail. Wir lesen jede Antwort.',
      ],
      closing: 'Auf ein weiteres gutes Jahr',
    },
    fr: {
      subject: `${years('Un an', 'ans', 'Une année de plus')} avec nous${COMMA_NAME}. Merci.`,
      preheader: 'Aucune offre. Juste un merci.',
      heading: 'Merci de votre fidélité',
      paragraphs: [
        `Votre abonnement a commencé il y a ${years('un an', 'ans', 'un bon moment')}. Vous auriez pu partir à tout moment, et vous êtes toujours là. Merci.`,
        'Nous aimerions que l’année qui vient soit encore meilleure pour vous. S’il y avait une seule chose à changer, laquelle serait-ce ? Répondez à ce message : nous lisons toutes les réponses.',
      ],
      closing: 'À une nouvelle belle année,',
    },
    es: {
      subject: `${years('Un año', 'años', 'Un año más')} con nosotros${COMMA_NAME}. Gracias.`,
      preheader: 'Sin ofertas. Solo un gracias.',
      heading: 'Gracias por seguir aquí',
      paragraphs: [
        `Tu suscripción empezó hace ${years('un año', 'años', 'bastante tiempo')}. Podrías haberte ido en cualquier momento, y sigues aquí. Gracias.`,
        'Queremos que el próximo año sea aún mejor para ti. Si pudiéramos cambiar una sola cosa, ¿cuál debería ser? Responde a este correo: leemos todas las respuestas.',
      ],
      closing: 'Por otro buen año,',
    },
  },
  example: {
    fires: tell('anniversary', '2026-11-23T00:00:00Z', {
      contact: SAID_YES,
      date: { kind: 'subscription', on: '2023-11-23' },
    }),
    sentAt: '2026-11-23T09:00:00Z',
    not: {
      // The very first day is no anniversary yet.
      events: [
        tell('anniversary', '2026-11-23T00:00:00Z', {
          contact: SAID_YES,
          date: { kind: 'subscription', on: '2026-11-23' },
        }),
      ],
      because: 'it asks that event.date.years is at least 1',
    },
  },
};
