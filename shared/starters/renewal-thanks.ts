import { tell } from './lib/examples.ts';
import { THANKS } from './lib/rules.ts';
import type { Starter } from './lib/starter.ts';
import { COMMA_NAME } from './lib/words.ts';

export const RENEWAL_THANKS: Starter = {
  id: 'renewal-thanks',
  title: 'Renewal thanks',
  story:
    'For subscribers whose subscription has just been renewed: a thank-you, and an honest way out. Who is reminded kindly stays for a reason and does not dispute the charge.',
  needs:
    'A source that tells of renewals: Shopify, Stripe, Paddle, PayPal, Recharge or WooCommerce, or your own webhook `renewal`.',
  audience: 'customer',
  rule: { on: 'renewal', priority: 500, ...THANKS },
  copy: {
    en: {
      subject: `Thank you for staying${COMMA_NAME}`,
      preheader: 'Your subscription goes on, and we are glad.',
      heading: 'Thank you for staying',
      paragraphs: [
        'Your subscription{% if subscription.plan %} to {{ subscription.plan }}{% endif %} has just been renewed. Thank you for staying with us.',
        'We know how easily a renewal slips by. If it no longer suits you, reply to this mail and we will help you change it or stop it. No hard feelings.',
      ],
      closing: 'Thank you for your trust,',
    },
    de: {
      subject: `Danke, dass Sie bleiben${COMMA_NAME}`,
      preheader: 'Ihr Abo läuft weiter, und das freut uns.',
      heading: 'Danke, dass Sie bleiben',
      paragraphs: [
        'Ihr Abo{% if subscription.plan %} „{{ subscription.plan }}“{% endif %} hat sich gerade verlängert. Danke, dass Sie uns treu bleiben.',
        'Wir wissen, wie leicht man so etwas übersieht. Wenn es nicht mehr passt, antworten Sie auf diese Mail: Wir helfen beim Ändern oder Beenden. Ganz ohne Groll.',
      ],
      closing: 'Danke für Ihr Vertrauen',
    },
    fr: {
      subject: `Merci de rester avec nous${COMMA_NAME}`,
      preheader: 'Votre abonnement continue, et nous en sommes heureux.',
      heading: 'Merci de rester avec nous',
      paragraphs: [
        'Votre abonnement{% if subscription.plan %} « {{ subscription.plan }} »{% endif %} vient d’être renouvelé. Merci de rester avec nous.',
        'Nous savons qu’un renouvellement passe facilement inaperçu. S’il ne vous convient plus, répondez à ce message et nous vous aiderons à le modifier ou à l’arrêter, sans rancune.',
      ],
      closing: 'Merci de votre confiance,',
    },
    es: {
      subject: `Gracias por quedarte${COMMA_NAME}`,
      preheader: 'Tu suscripción continúa, y nos alegra.',
      heading: 'Gracias por quedarte',
      paragraphs: [
        'Tu suscripción{% if subscription.plan %} a {{ subscription.plan }}{% endif %} se acaba de renovar. Gracias por seguir con nosotros.',
        'Sabemos lo fácil que es no darse cuenta de una renovación. Si ya no te conviene, responde a este correo y te ayudaremos a cambiarla o cancelarla. Sin rencores.',
      ],
      closing: 'Gracias por tu confianza,',
    },
  },
  example: {
    fires: tell('renewal', '2026-11-23T09:00:00Z', {
      subscription: { id: 'S-7', plan: 'Tea of the month', period: '2026-12' },
    }),
    sentAt: '2026-11-23T09:00:00Z',
    not: {
      events: [
        tell('cancellation', '2026-11-23T08:00:00Z', { subscription: { id: 'S-7', period: '2026-12' } }),
        tell('renewal', '2026-11-23T09:00:00Z', { subscription: { id: 'S-7', period: '2026-12' } }),
      ],
      because: 'Cancelled because it was cancelled',
    },
  },
};
