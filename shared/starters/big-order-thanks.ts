import { orderOf, tell } from './lib/examples.ts';
import { THANKS } from './lib/rules.ts';
import type { Starter } from './lib/starter.ts';
import { COMMA_NAME } from './lib/words.ts';

export const BIG_ORDER_THANKS: Starter = {
  id: 'big-order-thanks',
  title: 'Big-order thanks',
  story:
    'For whoever orders for 200 euros or more: a thank-you for so much trust, and somebody to ask, in place of the usual thanks. For another amount change `value`, for another currency `currency`; for a second currency use it once more under another name.',
  needs: 'Orders in euros, or the currency of yours in `if`: amounts are only compared within one.',
  audience: 'customer',
  rule: {
    on: 'purchase',
    // Amounts are only compared within one currency, so the currency stands beside.
    if: {
      all: [
        { field: 'event.order.total.currency', op: 'eq', value: 'EUR' },
        { field: 'event.order.total.amount', op: 'gte', value: '200' },
      ],
    },
    priority: 650,
    ...THANKS,
  },
  copy: {
    en: {
      subject: `A big order, and a big thank-you${COMMA_NAME}`,
      preheader: 'And somebody to ask, if anything comes up.',
      heading: 'Thank you for so much trust',
      paragraphs: [
        'You have just placed a big order with us. That is a lot of trust at once, and we don’t take it lightly. Thank you.',
        'Is there anything we should look out for, or a question still open? Reply to this mail. It reaches a person who will take care of it.',
      ],
      closing: 'With real thanks,',
    },
    de: {
      subject: `Eine große Bestellung, ein großes Dankeschön${COMMA_NAME}`,
      preheader: 'Und jemand, den Sie fragen können.',
      heading: 'Danke für so viel Vertrauen',
      paragraphs: [
        'Sie haben gerade eine große Bestellung bei uns aufgegeben. So viel Vertrauen auf einmal ist für uns nicht selbstverständlich. Vielen Dank dafür.',
        'Sollen wir bei dieser Bestellung auf etwas Besonderes achten, oder ist noch eine Frage offen? Antworten Sie einfach auf diese Mail. Sie kommt bei einem Menschen an, der sich darum kümmert.',
      ],
      closing: 'Mit herzlichem Dank',
    },
    fr: {
      subject: `Une belle commande, et un grand merci${COMMA_NAME}`,
      preheader: 'Et quelqu’un à qui poser vos questions.',
      heading: 'Merci pour tant de confiance',
      paragraphs: [
        'Vous venez de passer une belle commande chez nous. C’est beaucoup de confiance d’un seul coup, et nous y sommes très sensibles. Merci.',
        'Y a-t-il quelque chose à quoi nous devrions faire attention, ou une question restée sans réponse ? Répondez à ce message : quelqu’un le lira et s’en occupera.',
      ],
      closing: 'Avec toute notre reconnaissance,',
    },
    es: {
      subject: `Un pedido grande y un gracias enorme${COMMA_NAME}`,
      preheader: 'Y alguien a quien preguntar, si surge algo.',
      heading: 'Gracias por tanta confianza',
      paragraphs: [
        'Acabas de hacer un pedido grande. Es mucha confianza de una sola vez, y no nos lo tomamos a la ligera. Gracias.',
        '¿Hay algo a lo que debamos prestar especial atención, o te ha quedado alguna duda? Responde a este correo: lo leerá una persona y se encargará de ello.',
      ],
      closing: 'Gracias de corazón,',
    },
  },
  example: {
    before: [tell('purchase', '2026-11-20T09:00:00Z', orderOf('A-1000'))],
    fires: tell('purchase', '2026-11-23T09:00:00Z', orderOf('A-1001', '249.00')),
    sentAt: '2026-11-23T09:00:00Z',
    not: {
      events: [tell('purchase', '2026-11-23T09:00:00Z', orderOf('A-1001', '199.99'))],
      because: 'it asks that event.order.total.amount is at least "200"',
    },
  },
};
