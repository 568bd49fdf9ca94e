import { orderOf, tell } from './lib/examples.ts';
import { THANKS } from './lib/rules.ts';
import type { Starter } from './lib/starter.ts';
import { COMMA_NAME } from './lib/words.ts';

export const LOYAL_CUSTOMER_THANKS: Starter = {
  id: 'loyal-customer-thanks',
  title: 'Loyal-customer thanks',
  story:
    'For regulars: on every fifth order a thank-you for coming back, in place of the usual one. It names the number, carries no voucher and sells nothing, so it is believed. Another rhythm is one number: `if.value`.',
  audience: 'customer',
  rule: {
    on: 'purchase',
    if: { field: 'contact.orders', op: 'multiple-of', value: 5 },
    priority: 600,
    ...THANKS,
  },
  copy: {
    en: {
      subject: `{{ contact.orders }} orders${COMMA_NAME}. Thank you.`,
      preheader: 'No voucher, no catch. We only wanted to say it.',
      heading: 'You keep coming back',
      paragraphs: [
        'You have now ordered from us {{ contact.orders }} times. You could shop anywhere, and you keep choosing us. We don’t take that for granted.',
        'There is no voucher in this mail and nothing to click. We only wanted you to know that we see it, and that it matters to us.',
        'Few people know us as well as you do. If there is something we should do better, reply and tell us.',
      ],
      closing: 'With real thanks,',
    },
    de: {
      subject: `{{ contact.orders }} Bestellungen${COMMA_NAME}. Danke.`,
      preheader: 'Kein Gutschein, kein Haken. Wir wollten es nur einmal sagen.',
      heading: 'Sie kommen immer wieder',
      paragraphs: [
        'Sie haben jetzt {{ contact.orders }} Mal bei uns bestellt. Sie könnten überall einkaufen und entscheiden sich immer wieder für uns. Selbstverständlich ist das nicht.',
        'In dieser Mail steckt kein Gutschein, und es gibt nichts anzuklicken. Sie sollen nur wissen, dass wir es sehen und dass es uns viel bedeutet.',
        'Kaum jemand kennt uns so gut wie Sie. Wenn wir etwas besser machen sollten, antworten Sie uns und sagen Sie es.',
      ],
      closing: 'Mit herzlichem Dank',
    },
    fr: {
      subject: `{{ contact.orders }} commandes${COMMA_NAME}. Merci.`,
      preheader: 'Ni code promo, ni astérisque. Nous voulions juste vous le dire.',
      heading: 'Vous revenez toujours',
      paragraphs: [
        'Vous avez maintenant passé {{ contact.orders }} commandes chez nous. Vous pourriez acheter n’importe où, et c’est nous que vous choisissez. Ce n’est pas rien.',
        'Il n’y a pas de code promo dans ce message, et rien à cliquer. Nous voulions seulement vous dire que nous le voyons, et que cela compte pour nous.',
        'Peu de gens nous connaissent aussi bien que vous. Si nous pouvons mieux faire, répondez-nous et dites-le-nous.',
      ],
      closing: 'Avec toute notre reconnaissance,',
    },
    es: {
      subject: `{{ contact.orders }} pedidos${COMMA_NAME}. Gracias.`,
      preheader: 'Sin cupones ni letra pequeña. Solo queríamos decírtelo.',
      heading: 'Siempre vuelves',
      paragraphs: [
        'Ya has hecho {{ contact.orders }} pedidos con nosotros. Podrías comprar en cualquier sitio y sigues eligiéndonos. No lo damos por hecho.',
        'En este correo no hay ningún cupón ni nada que pulsar. Solo queríamos que supieras que lo vemos y que para nosotros es importante.',
        'Pocas personas nos conocen tan bien como tú. Si hay algo que deberíamos hacer mejor, respóndenos y cuéntanoslo.',
      ],
      closing: 'Gracias de corazón,',
    },
  },
  example: {
    before: [1, 2, 3, 4].map((day) => tell('purchase', `2026-11-0${day}T09:00:00Z`, orderOf(`A-100${day}`))),
    fires: tell('purchase', '2026-11-23T09:00:00Z', orderOf('A-1005')),
    sentAt: '2026-11-23T09:00:00Z',
    not: {
      events: [tell('purchase', '2026-11-23T09:00:00Z', orderOf('A-1001'))],
      because: 'it asks that contact.orders is a multiple of 5',
    },
  },
};
