import { orderOf, tell } from './lib/examples.ts';
import type { Starter } from './lib/starter.ts';
import { COMMA_NAME } from './lib/words.ts';

export const WELCOME: Starter = {
  id: 'welcome',
  title: 'Welcome',
  story:
    'For whoever signs up and has not bought: an hour later a welcome that asks for nothing. Who buys within the hour gets the thanks for the order in its place.',
  needs: 'A source that tells of sign-ups, or your own webhook `signup`.',
  audience: 'customer',
  rule: {
    on: 'signup',
    if: { field: 'contact.orders', op: 'eq', value: 0 },
    group: 'welcome',
    priority: 400,
    purpose: 'transactional',
    after: 'PT1H',
    within: 'P2D',
    unless: [{ event: 'purchase', of: 'contact' }],
  },
  copy: {
    en: {
      subject: `Welcome${COMMA_NAME}`,
      preheader: 'There is nothing you need to do.',
      heading: 'Nice to meet you',
      paragraphs: [
        'Thank you for signing up. There is nothing you need to do, and no countdown is ticking.',
        'If you are looking for something in particular, or can’t decide, reply and tell us what it is for. We enjoy helping with that.',
      ],
      closing: 'Take your time,',
    },
    de: {
      subject: `Willkommen${COMMA_NAME}`,
      preheader: 'Sie müssen jetzt gar nichts tun.',
      heading: 'Schön, Sie kennenzulernen',
      paragraphs: [
        'danke für Ihre Anmeldung. Sie müssen jetzt gar nichts tun, und es läuft auch keine Uhr ab.',
        'Wenn Sie etwas Bestimmtes suchen oder sich nicht entscheiden können, antworten Sie uns und erzählen Sie, wofür es sein soll. Dabei helfen wir gern.',
      ],
      closing: 'Lassen Sie sich Zeit',
    },
    fr: {
      subject: `Bienvenue${COMMA_NAME}`,
      preheader: 'Vous n’avez rien à faire.',
      heading: 'Enchantés de faire votre connaissance',
      paragraphs: [
        'Merci de votre inscription. Vous n’avez rien à faire, et aucun compte à rebours n’est lancé.',
        'Si vous cherchez quelque chose de précis, ou si vous hésitez, répondez-nous en nous disant à quoi cela servira. Nous aimons bien aider à choisir.',
      ],
      closing: 'Prenez votre temps,',
    },
    es: {
      subject: `Te damos la bienvenida${COMMA_NAME}`,
      preheader: 'No tienes que hacer nada.',
      heading: 'Encantados de conocerte',
      paragraphs: [
        'Gracias por registrarte. No tienes que hacer nada, y aquí no corre ninguna cuenta atrás.',
        'Si buscas algo en concreto o no te decides, respóndenos y dinos para qué es. Nos gusta ayudar con eso.',
      ],
      closing: 'Sin prisas,',
    },
  },
  example: {
    fires: tell('signup', '2026-11-23T09:00:00Z'),
    sentAt: '2026-11-23T10:00:00Z',
    not: {
      events: [
        tell('signup', '2026-11-23T09:00:00Z'),
        tell('purchase', '2026-11-23T09:20:00Z', orderOf('A-1001')),
      ],
      because: 'Cancelled because the person made a purchase',
    },
  },
};
