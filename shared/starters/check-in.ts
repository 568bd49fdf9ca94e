import { orderOf, tell } from './lib/examples.ts';
import { GONE } from './lib/rules.ts';
import type { Starter } from './lib/starter.ts';
import { COMMA_NAME, FEW_ITEMS, ITEMS } from './lib/words.ts';

export const CHECK_IN: Starter = {
  id: 'check-in',
  title: 'Check-in',
  story:
    'Two weeks after the purchase, or after the delivery once that is known, at ten in the morning where the buyer lives: one honest question, answered by a reply. It finds out what went wrong while it can still be put right. A refund or a cancellation calls it off.',
  needs: 'Deliveries are optional: where the shop tells of them, the two weeks count from there.',
  audience: 'customer',
  rule: {
    on: 'purchase',
    group: 'check-in',
    priority: 300,
    purpose: 'transactional',
    after: 'P14D',
    at: '10:00',
    within: 'P30D',
    retimedBy: ['delivery'],
    unless: GONE,
  },
  copy: {
    en: {
      subject: `One honest question${COMMA_NAME}`,
      preheader: 'A yes or a no is plenty.',
      heading: 'Would you buy it again?',
      paragraphs: [
        `A little while ago you ordered from us{% if ${FEW_ITEMS} %}: ${ITEMS}{% endif %}. By now you know better than we do whether that was a good choice.`,
        'So, honestly: would you buy it again? A yes or a no is plenty. Just reply to this mail.',
        'If the answer is no, please tell us why. We would rather mend it than not hear about it.',
      ],
      closing: 'Thank you for telling us,',
    },
    de: {
      subject: `Eine ehrliche Frage${COMMA_NAME}`,
      preheader: 'Ein Ja oder ein Nein genügt.',
      heading: 'Würden Sie es wieder kaufen?',
      paragraphs: [
        `vor einer Weile haben Sie bei uns bestellt{% if ${FEW_ITEMS} %}: ${ITEMS}{% endif %}. Ob das eine gute Wahl war, wissen Sie inzwischen besser als wir.`,
        'Darum ganz ehrlich: Würden Sie es wieder kaufen? Ein Ja oder ein Nein genügt. Antworten Sie einfach auf diese Mail.',
        'Falls nein, verraten Sie uns bitte den Grund. Wir bringen es lieber in Ordnung, als nie davon zu hören.',
      ],
      closing: 'Danke für Ihre Antwort',
    },
    fr: {
      subject: `Une question en toute franchise${COMMA_NAME}`,
      preheader: 'Un oui ou un non nous suffit.',
      heading: 'Le rachèteriez-vous ?',
      paragraphs: [
        `Il y a quelque temps, vous avez passé commande chez nous{% if ${FEW_ITEMS} %} : ${ITEMS}{% endif %}. Aujourd’hui, vous savez mieux que nous si c’était le bon choix.`,
        'Alors, en toute franchise : le rachèteriez-vous ? Un oui ou un non nous suffit. Répondez simplement à ce message.',
        'Si c’est non, dites-nous pourquoi. Nous préférons y remédier plutôt que de ne jamais l’apprendre.',
      ],
      closing: 'Merci de votre réponse,',
    },
    es: {
      subject: `Una pregunta sincera${COMMA_NAME}`,
      preheader: 'Con un sí o un no nos basta.',
      heading: '¿Lo volverías a comprar?',
      paragraphs: [
        `Hace un tiempo hiciste un pedido en nuestra tienda{% if ${FEW_ITEMS} %}: ${ITEMS}{% endif %}. A estas alturas sabes mejor que nosotros si fue una buena elección.`,
        'Así que, sinceramente: ¿lo volverías a comprar? Con un sí o un no nos basta. Responde a este correo.',
        'Si la respuesta es no, cuéntanos por qué. Preferimos arreglarlo a no enterarnos.',
      ],
      closing: 'Gracias por contárnoslo,',
    },
  },
  example: {
    fires: tell('purchase', '2026-11-23T08:00:00Z', orderOf('A-1001')),
    sentAt: '2026-12-07T09:00:00Z',
    not: {
      events: [
        tell('purchase', '2026-11-23T08:00:00Z', orderOf('A-1001')),
        tell('refund', '2026-11-25T08:00:00Z', { order: { id: 'A-1001' }, refund: { id: 'R-1' } }),
      ],
      because: 'Cancelled because it was refunded',
    },
  },
};
