import type { Audience, LanguageCode } from './starter.ts';
import { COMMA_NAME, SPACE_NAME } from './words.ts';

/** What all mails of a language share. */
export type Language = {
  greeting: string;
  /** Names the order in one line, where the mail is about one. */
  order: string;
  /** Why somebody gets this at all. */
  reasons: Readonly<Record<Audience, string>>;
  unsubscribe: string;
  /** Less often, only thanks, only wishes. */
  preferences: string;
};

export const LANGUAGE: Readonly<Record<LanguageCode, Language>> = {
  en: {
    greeting: `{% if contact.first_name %}Hi${SPACE_NAME},{% else %}Hello,{% endif %}`,
    order: 'Order',
    reasons: {
      customer:
        'You get this mail because you bought from {{ brand.name }}, signed up with us or gave us your opinion.',
      partner: 'You get this mail because you work with {{ brand.name }}.',
      employee: 'You get this mail because you work at {{ brand.name }}.',
    },
    unsubscribe: 'Unsubscribe',
    preferences: 'Choose what you get',
  },
  de: {
    greeting: `Hallo${SPACE_NAME},`,
    order: 'Bestellung',
    reasons: {
      customer:
        'Sie bekommen diese Mail, weil Sie bei {{ brand.name }} gekauft, sich angemeldet oder uns Ihre Meinung gesagt haben.',
      partner: 'Sie bekommen diese Mail, weil Sie mit {{ brand.name }} zusammenarbeiten.',
      employee: 'Sie bekommen diese Mail, weil Sie bei {{ brand.name }} arbeiten.',
    },
    unsubscribe: 'Abmelden',
    preferences: 'Auswählen, was kommt',
  },
  fr: {
    greeting: `Bonjour${SPACE_NAME},`,
    order: 'Commande',
    reasons: {
      customer:
        'Vous recevez ce message parce que vous avez acheté chez {{ brand.name }}, créé un compte ou donné votre avis.',
      partner: 'Vous recevez ce message parce que vous travaillez avec {{ brand.name }}.',
      employee: 'Vous recevez ce message parce que vous travaillez chez {{ brand.name }}.',
    },
    unsubscribe: 'Se désabonner',
    preferences: 'Choisir vos messages',
  },
  es: {
    greeting: `Hola${COMMA_NAME}:`,
    order: 'Pedido',
    reasons: {
      customer:
        'Recibes este correo porque has comprado en {{ brand.name }}, te has registrado o nos has dado tu opinión.',
      partner: 'Recibes este correo porque trabajas con {{ brand.name }}.',
      employee: 'Recibes este correo porque trabajas en {{ brand.name }}.',
    },
    unsubscribe: 'Darme de baja',
    preferences: 'Elegir qué recibir',
  },
};
