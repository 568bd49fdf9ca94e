import { orderOf, tell } from './lib/examples.ts';
import { THANKS } from './lib/rules.ts';
import type { Starter } from './lib/starter.ts';
import { ORDER_NUMBER } from './lib/words.ts';

export const PURCHASE_THANKS: Starter = {
  id: 'purchase-thanks',
  title: 'Purchase thanks',
  story:
    'For every other order: a short thank-you at once, with somebody to ask. Of the group `thanks` one order earns one mail, the most fitting, so nobody is thanked twice for it.',
  audience: 'customer',
  rule: { on: 'purchase', priority: 500, ...THANKS },
  copy: {
    en: {
      subject: `Thank you for your order${ORDER_NUMBER}`,
      preheader: 'Good to see you again.',
      heading: 'Good to see you again',
      paragraphs: [
        'Thank you for your order, and for coming back to us.',
        'If a question comes up, reply to this mail. There is no form and no ticket number, only someone who can help.',
      ],
      closing: 'Until next time,',
    },
    de: {
      subject: `Danke für Ihre Bestellung${ORDER_NUMBER}`,
      preheader: 'Schön, Sie wiederzusehen.',
      heading: 'Schön, Sie wiederzusehen',
      paragraphs: [
        'danke für Ihre Bestellung, und dafür, dass Sie wieder zu uns gekommen sind.',
        'Wenn eine Frage auftaucht, antworten Sie einfach auf diese Mail. Ohne Formular und ohne Vorgangsnummer: Es antwortet jemand, der helfen kann.',
      ],
      closing: 'Bis zum nächsten Mal',
    },
    fr: {
      subject: `Merci pour votre commande${ORDER_NUMBER}`,
      preheader: 'Quel plaisir de vous revoir.',
      heading: 'Quel plaisir de vous revoir',
      paragraphs: [
        'Merci pour votre commande, et merci de votre fidélité.',
        'Si une question se présente, répondez à ce message. Pas de formulaire, pas de numéro de dossier : quelqu’un qui peut vous aider vous répondra.',
      ],
      closing: 'À la prochaine,',
    },
    es: {
      subject: `Gracias por tu pedido${ORDER_NUMBER}`,
      preheader: 'Qué alegría verte de nuevo.',
      heading: 'Qué alegría verte de nuevo',
      paragraphs: [
        'Gracias por tu pedido, y gracias por volver.',
        'Si te surge alguna duda, responde a este correo. Sin formularios ni números de incidencia: te contestará alguien que puede ayudarte.',
      ],
      closing: 'Hasta la próxima,',
    },
  },
  example: {
    before: [tell('purchase', '2026-11-20T09:00:00Z', orderOf('A-1000'))],
    fires: tell('purchase', '2026-11-23T09:00:00Z', orderOf('A-1001')),
    sentAt: '2026-11-23T09:00:00Z',
    not: {
      events: [
        tell('refund', '2026-11-23T09:00:00Z', { order: { id: 'A-1001' }, refund: { id: 'R-1' } }),
        tell('purchase', '2026-11-23T09:00:00Z', orderOf('A-1001')),
      ],
      because: 'Cancelled because it was refunded',
    },
  },
};
