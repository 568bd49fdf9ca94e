import { tell } from './lib/examples.ts';
import type { Starter } from './lib/starter.ts';
import { COMMA_NAME } from './lib/words.ts';

export const LOW_REVIEW: Starter = {
  id: 'low-review',
  title: 'Low review',
  story:
    'For whoever gives three stars or fewer: thanks for the honesty, and one question at once: what was your biggest struggle? A reply tells more than a star, and whoever is asked in earnest often stays. It asks nobody to change the review.',
  needs: 'A review tool as a source: Judge.me or Trustpilot, or your own webhook `review`.',
  audience: 'customer',
  rule: {
    on: 'review',
    if: { field: 'event.review.rating', op: 'lte', value: 3 },
    group: 'review',
    priority: 650,
    purpose: 'transactional',
    within: 'P2D',
  },
  copy: {
    en: {
      subject: `Thank you for your honest review${COMMA_NAME}`,
      preheader: 'It should have been better. We would like to know why.',
      heading: 'What was your biggest struggle?',
      paragraphs: [
        'Thank you for your honest review{% if review.product %} of {{ review.product }}{% endif %}. We had hoped you would be happier, and we are sorry that you are not.',
        'May we ask you one thing? What was your biggest struggle{% if review.product %} with {{ review.product }}{% endif %}? Reply to this mail, in one line or in twenty. A person reads it, and we will do what we can to put it right.',
        'You don’t have to change your review for that. It helps others to decide, and it helps us to get better.',
      ],
      closing: 'Sorry, and thank you,',
    },
    de: {
      subject: `Danke für Ihre ehrliche Bewertung${COMMA_NAME}`,
      preheader: 'Das hätte besser sein sollen. Wir wüssten gern, woran es lag.',
      heading: 'Womit hatten Sie am meisten zu kämpfen?',
      paragraphs: [
        'danke für Ihre ehrliche Bewertung{% if review.product %} zu „{{ review.product }}“{% endif %}. Wir hätten uns gewünscht, dass Sie zufriedener sind. Es tut uns leid.',
        'Dürfen wir Sie eines fragen? Womit hatten Sie{% if review.product %} bei „{{ review.product }}“{% endif %} am meisten zu kämpfen? Antworten Sie einfach auf diese Mail, gern auch nur in einer Zeile. Ein Mensch liest sie, und wir tun, was wir können, um es in Ordnung zu bringen.',
        'Ihre Bewertung müssen Sie dafür nicht ändern. Sie hilft anderen bei der Entscheidung und uns dabei, besser zu werden.',
      ],
      closing: 'Entschuldigung, und danke',
    },
    fr: {
      subject: `Merci pour votre avis sincère${COMMA_NAME}`,
      preheader: 'Cela aurait dû être mieux. Nous aimerions savoir pourquoi.',
      heading: 'Qu’est-ce qui vous a posé le plus de difficultés ?',
      paragraphs: [
        'Merci pour votre avis sincère{% if review.product %} sur « {{ review.product }} »{% endif %}. Nous aurions aimé vous satisfaire davantage, et nous sommes désolés que ce ne soit pas le cas.',
        'Pouvons-nous vous poser une seule question ? Qu’est-ce qui vous a posé le plus de difficultés{% if review.product %} avec « {{ review.product }} »{% endif %} ? Répondez à ce message, même en une ligne. Une vraie personne vous lira, et nous ferons de notre mieux pour arranger les choses.',
        'Inutile de modifier votre avis pour autant. Il aide les autres à choisir, et il nous aide à progresser.',
      ],
      closing: 'Avec nos excuses et nos remerciements,',
    },
    es: {
      subject: `Gracias por tu opinión sincera${COMMA_NAME}`,
      preheader: 'Debería haber sido mejor. Nos gustaría saber por qué.',
      heading: '¿Qué fue lo que más te costó?',
      paragraphs: [
        'Gracias por tu opinión sincera{% if review.product %} sobre {{ review.product }}{% endif %}. Nos habría gustado que quedaras más a gusto, y sentimos que no haya sido así.',
        '¿Podemos preguntarte una cosa? ¿Qué fue lo que más te costó{% if review.product %} con {{ review.product }}{% endif %}? Responde a este correo, aunque sea con una sola línea. Lo leerá una persona y haremos lo que podamos por arreglarlo.',
        'No hace falta que cambies tu opinión por eso. Ayuda a otras personas a decidir, y a nosotros nos ayuda a mejorar.',
      ],
      closing: 'Lo sentimos, y gracias,',
    },
  },
  example: {
    fires: tell('review', '2026-11-23T09:00:00Z', {
      review: { id: 'W-1', rating: 2, body: 'The lid does not fit.', product: 'Enamel kettle' },
    }),
    sentAt: '2026-11-23T09:00:00Z',
    not: {
      events: [tell('review', '2026-11-23T09:00:00Z', { review: { id: 'W-2', rating: 5 } })],
      because: 'it asks that event.review.rating is at most 3',
    },
  },
};
