import { orderOf, tell } from './lib/examples.ts';
import { THANKS } from './lib/rules.ts';
import type { Starter } from './lib/starter.ts';
import { COMMA_NAME } from './lib/words.ts';

export const FIRST_PURCHASE_THANKS: Starter = {
  id: 'first-purchase-thanks',
  title: 'First-purchase thanks',
  story:
    'For whoever buys for the first time: a thank-you at once that is not the receipt. A first order is the moment in which a stranger decides to trust the shop, and hardly any shop says so.',
  audience: 'customer',
  rule: {
    on: 'purchase',
    if: { field: 'contact.orders', op: 'eq', value: 1 },
    priority: 700,
    ...THANKS,
  },
  copy: {
    en: {
      subject: `Thank you for your first order${COMMA_NAME}`,
      preheader: 'Not a receipt. Just a thank-you.',
      heading: 'Thank you for trying us',
      paragraphs: [
        'This was your first order with us, and we noticed. Buying from a shop you don’t know yet takes a little trust. Thank you for giving us yours.',
        'If anything about your order isn’t right, reply to this mail. A person reads it, and we will put it right.',
      ],
      closing: 'Glad you’re here,',
    },
    de: {
      subject: `Danke für Ihre erste Bestellung${COMMA_NAME}`,
      preheader: 'Keine Rechnung. Nur ein Dankeschön.',
      heading: 'Danke, dass Sie es mit uns versuchen',
      paragraphs: [
        'das war Ihre erste Bestellung bei uns, und wir haben uns darüber gefreut. In einem Laden zu kaufen, den man noch nicht kennt, braucht ein wenig Vertrauen. Danke für Ihres.',
        'Falls an Ihrer Bestellung etwas nicht stimmt, antworten Sie einfach auf diese Mail. Ein Mensch liest sie und bringt es in Ordnung.',
      ],
      closing: 'Schön, dass Sie da sind',
    },
    fr: {
      subject: `Merci pour votre première commande${COMMA_NAME}`,
      preheader: 'Pas une facture. Juste un merci.',
      heading: 'Merci de nous avoir choisis',
      paragraphs: [
        'C’était votre première commande chez nous, et elle nous a fait plaisir. Acheter dans une boutique que l’on ne connaît pas encore demande un peu de confiance. Merci pour la vôtre.',
        'Si quelque chose ne va pas avec votre commande, répondez simplement à ce message. Une vraie personne le lira et trouvera une solution.',
      ],
      closing: 'Ravis de vous compter parmi nous,',
    },
    es: {
      subject: `Gracias por tu primer pedido${COMMA_NAME}`,
      preheader: 'No es un recibo. Solo es un gracias.',
      heading: 'Gracias por confiar en nosotros',
      paragraphs: [
        'Este ha sido tu primer pedido con nosotros y nos ha hecho ilusión. Comprar en una tienda que aún no conoces requiere un poco de confianza. Gracias por darnos la tuya.',
        'Si algo de tu pedido no está bien, responde a este correo. Lo leerá una persona y lo solucionaremos.',
      ],
      closing: 'Nos alegra tenerte aquí,',
    },
  },
  example: {
    fires: tell('purchase', '2026-11-23T09:00:00Z', orderOf('A-1001')),
    sentAt: '2026-11-23T09:00:00Z',
    not: {
      before: [tell('purchase', '2026-11-20T09:00:00Z', orderOf('A-1000'))],
      events: [tell('purchase', '2026-11-23T09:00:00Z', orderOf('A-1001'))],
      because: 'it asks that contact.orders is 1',
    },
  },
};
