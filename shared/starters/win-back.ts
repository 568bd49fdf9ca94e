import { SAID_YES, orderOf, tell } from './lib/examples.ts';
import { GONE } from './lib/rules.ts';
import type { Starter } from './lib/starter.ts';
import { COMMA_NAME, FEW_ITEMS, ITEMS } from './lib/words.ts';

export const WIN_BACK: Starter = {
  id: 'win-back',
  title: 'Win-back check-in',
  story:
    'For whoever has not bought for four months: no discount, but the question how they are and whether something put them off. Every further order starts the four months anew, so nobody who still buys gets it. It goes to customers who agreed to marketing.',
  needs:
    'Consent to marketing, as the shop tells it. For another wait change `after`, and keep `within` longer.',
  audience: 'customer',
  rule: {
    on: 'purchase',
    if: { field: 'contact.kind', op: 'eq', value: 'customer' },
    priority: 200,
    // It is not about the order any more: it wants them back.
    purpose: 'marketing',
    after: 'P120D',
    at: '10:00',
    within: 'P150D',
    unless: [{ event: 'purchase', of: 'contact' }, { event: 'renewal', of: 'contact' }, ...GONE],
    limit: { max: 1, per: 'P180D' },
  },
  copy: {
    en: {
      subject: `It has been a while${COMMA_NAME}`,
      preheader: 'No discount. One question.',
      heading: 'How have you been?',
      paragraphs: [
        `It has been some months since your last order{% if ${FEW_ITEMS} %} (${ITEMS}){% endif %}. We noticed, and we hope you are well.`,
        'If you simply need nothing at the moment, that is perfectly fine. If something put you off, we would like to know what it was. One line in reply is enough. A person reads it.',
      ],
      closing: 'All the best,',
    },
    de: {
      subject: `Lange nichts gehört${COMMA_NAME}`,
      preheader: 'Kein Rabatt. Nur eine Frage.',
      heading: 'Wie geht es Ihnen?',
      paragraphs: [
        `seit Ihrer letzten Bestellung{% if ${FEW_ITEMS} %} (${ITEMS}){% endif %} sind einige Monate vergangen. Das ist uns aufgefallen, und wir hoffen, dass es Ihnen gut geht.`,
        'Wenn Sie gerade einfach nichts brauchen, ist das völlig in Ordnung. Falls Sie aber etwas gestört hat, wüssten wir gern, was es war. Eine Zeile als Antwort genügt. Ein Mensch liest sie.',
      ],
      closing: 'Alles Gute',
    },
    fr: {
      subject: `Cela fait un moment${COMMA_NAME}`,
      preheader: 'Aucune remise. Juste une question.',
      heading: 'Comment allez-vous ?',
      paragraphs: [
        `Quelques mois ont passé depuis votre dernière commande{% if ${FEW_ITEMS} %} (${ITEMS}){% endif %}. Nous l’avons remarqué, et nous espérons que vous allez bien.`,
        'Si vous n’avez besoin de rien en ce moment, c’est très bien ainsi. Mais si quelque chose vous a déplu, nous aimerions savoir quoi. Une ligne suffit : répondez à ce message, une vraie personne le lira.',
      ],
      closing: 'Bien à vous,',
    },
    es: {
      subject: `Hace tiempo que no sabemos de ti${COMMA_NAME}`,
      preheader: 'Sin descuentos. Solo una pregunta.',
      heading: '¿Qué tal estás?',
      paragraphs: [
        `Han pasado unos meses desde tu último pedido{% if ${FEW_ITEMS} %} (${ITEMS}){% endif %}. Nos hemos dado cuenta, y esperamos que estés bien.`,
        'Si simplemente no necesitas nada ahora mismo, no pasa nada. Pero si algo no te convenció, nos gustaría saber qué fue. Con una línea basta: responde a este correo y lo leerá una persona.',
      ],
      closing: 'Un abrazo,',
    },
  },
  example: {
    fires: tell('purchase', '2026-11-23T08:00:00Z', { contact: SAID_YES, ...orderOf('A-1001') }),
    sentAt: '2027-03-23T09:00:00Z',
    not: {
      events: [
        tell('purchase', '2026-11-23T08:00:00Z', { contact: SAID_YES, ...orderOf('A-1001') }),
        // The second order has a win-back of its own, which a refund calls off.
        tell('purchase', '2027-01-10T08:00:00Z', { contact: SAID_YES, ...orderOf('A-1002') }),
        tell('refund', '2027-01-12T08:00:00Z', {
          contact: SAID_YES,
          order: { id: 'A-1002' },
          refund: { id: 'R-1' },
        }),
      ],
      because: 'Cancelled because the person made a purchase',
    },
  },
};
