import { PREFERENCES } from '../../shared/contract/contact.ts';
import type { PageLanguage } from './words.ts';

/** In the order of the page. */
export const CHOICES = [...PREFERENCES, 'nothing'] as const;
export type Chosen = (typeof CHOICES)[number];

/** What the page of preferences says, by language. */
type Words = {
  ask: { title: string; text: string };
  legend: string;
  options: Readonly<Record<Chosen, { label: string; hint: string }>>;
  save: string;
  missing: string;
  saved: Readonly<Record<Chosen | 'title', string>>;
  again: string;
};

const WORDS: Readonly<Record<PageLanguage, Words>> = {
  en: {
    ask: {
      title: 'What may we send you?',
      text: 'Choose what suits you. It counts at once, and you can change it whenever you like.',
    },
    legend: 'Please send me',
    options: {
      all: { label: 'Everything', hint: 'Thank-yous, check-ins and wishes' },
      less: { label: 'Less', hint: 'One mail in 30 days at most' },
      thanks: { label: 'Only thank-yous', hint: 'For an order, a renewal, an answer or a review' },
      dates: { label: 'Only wishes', hint: 'On birthdays and anniversaries' },
      nothing: { label: 'Nothing', hint: 'Receipts and shipping notices come from the shop itself' },
    },
    save: 'Save',
    missing: 'Nothing is saved yet: please choose one of these.',
    saved: {
      title: 'Saved',
      all: 'If this link belongs to your address, you get all our mails from now on.',
      less: 'If this link belongs to your address, you get one mail in 30 days at most from now on.',
      thanks: 'If this link belongs to your address, you get only thank-yous from now on.',
      dates:
        'If this link belongs to your address, you get only wishes on birthdays and anniversaries from now on.',
      nothing: 'If this link belongs to your address, you will not hear from us again.',
    },
    again: 'Choose again',
  },
  de: {
    ask: {
      title: 'Was dürfen wir Ihnen schicken?',
      text: 'Wählen Sie, was Ihnen recht ist. Es gilt sofort, und Sie können es jederzeit ändern.',
    },
    legend: 'Bitte schicken Sie mir',
    options: {
      all: { label: 'Alles', hint: 'Dankesmails, Nachfragen und Glückwünsche' },
      less: { label: 'Weniger', hint: 'Höchstens eine Mail in 30 Tagen' },
      thanks: {
        label: 'Nur Dankesmails',
        hint: 'Für eine Bestellung, eine Verlängerung, eine Antwort oder eine Bewertung',
      },
      dates: { label: 'Nur Glückwünsche', hint: 'Zu Geburtstagen und Jahrestagen' },
      nothing: { label: 'Nichts', hint: 'Rechnungen und Versandmeldungen kommen vom Geschäft selbst' },
    },
    save: 'Speichern',
    missing: 'Noch ist nichts gespeichert: Bitte wählen Sie eines davon.',
    saved: {
      title: 'Gespeichert',
      all: 'Wenn dieser Link zu Ihrer Adresse gehört, bekommen Sie ab jetzt alle unsere Mails.',
      less: 'Wenn dieser Link zu Ihrer Adresse gehört, bekommen Sie ab jetzt höchstens eine Mail in 30 Tagen.',
      thanks: 'Wenn dieser Link zu Ihrer Adresse gehört, bekommen Sie ab jetzt nur noch Dankesmails.',
      dates:
        'Wenn dieser Link zu Ihrer Adresse gehört, bekommen Sie ab jetzt nur noch Glückwünsche zu Geburtstagen und Jahrestagen.',
      nothing: 'Wenn dieser Link zu Ihrer Adresse gehört, hören Sie nichts mehr von uns.',
    },
    again: 'Noch einmal wählen',
  },
  fr: {
    ask: {
      title: 'Que pouvons-nous vous envoyer ?',
      text: 'Choisissez ce qui vous convient. C’est valable tout de suite, et vous pouvez changer d’avis quand vous voulez.',
    },
    legend: 'Envoyez-moi',
    options: {
      all: { label: 'Tout', hint: 'Remerciements, questions et vœux' },
      less: { label: 'Moins de messages', hint: 'Un message en 30 jours au plus' },
      thanks: {
        label: 'Seulement les remerciements',
        hint: 'Pour une commande, un renouvellement, une réponse ou un avis',
      },
      dates: { label: 'Seulement les vœux', hint: 'Pour les anniversaires' },
      nothing: { label: 'Rien', hint: 'Les factures et avis d’expédition viennent de la boutique elle-même' },
    },
    save: 'Enregistrer',
    missing: 'Rien n’est encore enregistré : choisissez l’une de ces réponses.',
    saved: {
      title: 'C’est enregistré',
      all: 'Si ce lien correspond à votre adresse, vous recevrez désormais tous nos messages.',
      less: 'Si ce lien correspond à votre adresse, vous recevrez désormais un message en 30 jours au plus.',
      thanks: 'Si ce lien correspond à votre adresse, vous ne recevrez plus que des remerciements.',
      dates: 'Si ce lien correspond à votre adresse, vous ne recevrez plus que des vœux d’anniversaire.',
      nothing: 'Si ce lien correspond à votre adresse, vous n’aurez plus de nouvelles de nous.',
    },
    again: 'Choisir à nouveau',
  },
  es: {
    ask: {
      title: '¿Qué podemos enviarte?',
      text: 'Elige lo que te venga bien. Vale desde ahora, y puedes cambiarlo cuando quieras.',
    },
    legend: 'Quiero recibir',
    options: {
      all: { label: 'Todo', hint: 'Agradecimientos, preguntas y felicitaciones' },
      less: { label: 'Menos', hint: 'Un correo cada 30 días como mucho' },
      thanks: {
        label: 'Solo agradecimientos',
        hint: 'Por un pedido, una renovación, una respuesta o una reseña',
      },
      dates: { label: 'Solo felicitaciones', hint: 'En cumpleaños y aniversarios' },
      nothing: { label: 'Nada', hint: 'Los recibos y avisos de envío los manda la propia tienda' },
    },
    save: 'Guardar',
    missing: 'Todavía no se ha guardado nada: elige una de estas opciones.',
    saved: {
      title: 'Guardado',
      all: 'Si este enlace corresponde a tu dirección, desde ahora recibirás todos nuestros correos.',
      less: 'Si este enlace corresponde a tu dirección, desde ahora recibirás un correo cada 30 días como mucho.',
      thanks: 'Si este enlace corresponde a tu dirección, desde ahora solo recibirás agradecimientos.',
      dates:
        'Si este enlace corresponde a tu dirección, desde ahora solo recibirás felicitaciones de cumpleaños y aniversario.',
      nothing: 'Si este enlace corresponde a tu dirección, no volverás a saber de nosotros.',
    },
    again: 'Elegir otra vez',
  },
};

export const preferenceWords = (language: PageLanguage): Words => WORDS[language];
