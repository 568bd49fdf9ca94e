import { COMMA_NAME, FEW_ITEMS, ITEMS, type Language, ORDER_NUMBER, SPACE_NAME } from './copy.ts';

export const FR: Language = {
  code: 'fr',
  greeting: `Bonjour${SPACE_NAME},`,
  order: 'Commande',
  reason:
    'Vous recevez ce message parce que vous avez acheté chez {{ brand.name }}, créé un compte ou donné votre avis.',
  unsubscribe: 'Se désabonner',
  mails: {
    'first-purchase-thanks': {
      subject: `Merci pour votre première commande${COMMA_NAME}`,
      preheader: 'Pas une facture. Juste un merci.',
      heading: 'Merci de nous avoir choisis',
      paragraphs: [
        'C’était votre première commande chez nous, et elle nous a fait plaisir. Acheter dans une boutique que l’on ne connaît pas encore demande un peu de confiance. Merci pour la vôtre.',
        'Si quelque chose ne va pas avec votre commande, répondez simplement à ce message. Une vraie personne le lira et trouvera une solution.',
      ],
      closing: 'Ravis de vous compter parmi nous,',
    },
    'loyal-customer-thanks': {
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
    'purchase-thanks': {
      subject: `Merci pour votre commande${ORDER_NUMBER}`,
      preheader: 'Quel plaisir de vous revoir.',
      heading: 'Quel plaisir de vous revoir',
      paragraphs: [
        'Merci pour votre commande, et merci de votre fidélité.',
        'Si une question se présente, répondez à ce message. Pas de formulaire, pas de numéro de dossier : quelqu’un qui peut vous aider vous répondra.',
      ],
      closing: 'À la prochaine,',
    },
    'check-in': {
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
    'renewal-thanks': {
      subject: `Merci de rester avec nous${COMMA_NAME}`,
      preheader: 'Votre abonnement continue, et nous en sommes heureux.',
      heading: 'Merci de rester avec nous',
      paragraphs: [
        'Votre abonnement{% if subscription.plan %} « {{ subscription.plan }} »{% endif %} vient d’être renouvelé. Merci de rester avec nous.',
        'Nous savons qu’un renouvellement passe facilement inaperçu. S’il ne vous convient plus, répondez à ce message et nous vous aiderons à le modifier ou à l’arrêter, sans rancune.',
      ],
      closing: 'Merci de votre confiance,',
    },
    welcome: {
      subject: `Bienvenue${COMMA_NAME}`,
      preheader: 'Vous n’avez rien à faire.',
      heading: 'Enchantés de faire votre connaissance',
      paragraphs: [
        'Merci de votre inscription. Vous n’avez rien à faire, et aucun compte à rebours n’est lancé.',
        'Si vous cherchez quelque chose de précis, ou si vous hésitez, répondez-nous en nous disant à quoi cela servira. Nous aimons bien aider à choisir.',
      ],
      closing: 'Prenez votre temps,',
    },
    'survey-thanks': {
      subject: `Merci pour vos réponses${COMMA_NAME}`,
      preheader: 'Une vraie personne les lit.',
      heading: 'Merci de nous avoir répondu',
      paragraphs: [
        'Vous avez pris le temps de répondre à nos questions. Rien ne vous y obligeait, alors merci.',
        'Chez nous, quelqu’un lit chaque réponse. Si quelque chose s’est mal passé et que vous souhaitez un retour de notre part, répondez à ce message et nous nous en occuperons.',
      ],
      closing: 'Avec tous nos remerciements,',
    },
    'low-review': {
      subject: `Merci pour votre avis sincère${COMMA_NAME}`,
      preheader: 'Nous aimerions arranger les choses.',
      heading: 'Cela aurait dû être mieux',
      paragraphs: [
        'Merci pour votre avis sincère{% if review.product %} sur « {{ review.product }} »{% endif %}. Nous aurions aimé vous satisfaire davantage, et nous sommes désolés que ce ne soit pas le cas.',
        'Voulez-vous nous en dire un peu plus ? Répondez à ce message en nous expliquant ce qui n’allait pas et ce qui arrangerait les choses. Une vraie personne vous lira, et nous ferons de notre mieux.',
        'Inutile de modifier votre avis pour autant. Il aide les autres à choisir, et il nous aide à progresser.',
      ],
      closing: 'Avec nos excuses et nos remerciements,',
    },
  },
};
