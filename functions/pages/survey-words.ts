import { MOST_ANSWER } from '../../shared/contract/survey.ts';
import type { PageLanguage } from './words.ts';

/** What stands around the brand's question, by language. */
type Words = {
  /** By whom it is asked. */
  title: (brand: string) => string;
  promise: string;
  limit: string;
  send: string;
  thanks: { title: string; text: string };
  alerts: Readonly<Record<'empty' | 'too-long' | 'reworded' | 'failed', string>>;
  closed: { title: string; text: string };
};

const most = (language: PageLanguage): string => new Intl.NumberFormat(language).format(MOST_ANSWER);

const WORDS: Readonly<Record<PageLanguage, Words>> = {
  en: {
    title: (brand) => `${brand} would like to ask you something`,
    promise:
      'Your answer is kept without your name or address, and with its day only. All we note about you is that you answered.',
    limit: `${most('en')} characters at most. Please leave out what tells who you are.`,
    send: 'Send the answer',
    thanks: {
      title: 'Thank you',
      text: 'Each of our mails can be answered once: if you had answered this one before, that answer stays.',
    },
    alerts: {
      empty: 'Nothing is sent yet: please write something.',
      'too-long': `Nothing is sent yet: that is longer than ${most('en')} characters. Please shorten it.`,
      reworded:
        'Nothing is sent yet: the question is worded differently by now. Please look whether your answer still fits.',
      failed: 'Something of ours failed. Please send it again: it cannot count twice.',
    },
    closed: {
      title: 'There is no question here',
      text: 'It is no longer asked, or the address is not complete. Thank you for wanting to answer.',
    },
  },
  de: {
    title: (brand) => `${brand} möchte Sie etwas fragen`,
    promise:
      'Ihre Antwort wird ohne Ihren Namen und Ihre Adresse aufbewahrt und nur mit ihrem Tag. Von Ihnen merken wir uns allein, dass Sie geantwortet haben.',
    limit: `Höchstens ${most('de')} Zeichen. Bitte lassen Sie weg, was verrät, wer Sie sind.`,
    send: 'Antwort senden',
    thanks: {
      title: 'Danke',
      text: 'Jede unserer Mails lässt sich einmal beantworten: Hatten Sie diese schon beantwortet, bleibt jene Antwort.',
    },
    alerts: {
      empty: 'Noch ist nichts gesendet: Bitte schreiben Sie etwas.',
      'too-long': `Noch ist nichts gesendet: Das sind mehr als ${most('de')} Zeichen. Bitte kürzen Sie.`,
      reworded:
        'Noch ist nichts gesendet: Die Frage lautet inzwischen anders. Bitte sehen Sie nach, ob Ihre Antwort noch passt.',
      failed: 'Bei uns ging etwas schief. Bitte senden Sie noch einmal: Doppelt zählt es nicht.',
    },
    closed: {
      title: 'Hier steht keine Frage',
      text: 'Sie wird nicht mehr gestellt, oder die Adresse ist unvollständig. Danke, dass Sie antworten wollten.',
    },
  },
  fr: {
    title: (brand) => `${brand} aimerait vous poser une question`,
    promise:
      'Votre réponse est conservée sans votre nom ni votre adresse, et seulement avec son jour. De vous, nous notons uniquement que vous avez répondu.',
    limit: `${most('fr')} caractères au plus. Merci de ne pas écrire ce qui dit qui vous êtes.`,
    send: 'Envoyer la réponse',
    thanks: {
      title: 'Merci',
      text: 'On peut répondre une fois à chacun de nos messages : si vous aviez déjà répondu à celui-ci, cette réponse-là reste.',
    },
    alerts: {
      empty: 'Rien n’est encore envoyé : écrivez quelque chose.',
      'too-long': `Rien n’est encore envoyé : cela dépasse ${most('fr')} caractères. Merci de raccourcir.`,
      reworded:
        'Rien n’est encore envoyé : la question est formulée autrement depuis. Regardez si votre réponse convient encore.',
      failed: 'Quelque chose a échoué chez nous. Envoyez-la encore une fois : elle ne compte pas double.',
    },
    closed: {
      title: 'Il n’y a pas de question ici',
      text: 'Elle n’est plus posée, ou l’adresse est incomplète. Merci d’avoir voulu répondre.',
    },
  },
  es: {
    title: (brand) => `${brand} quiere preguntarte algo`,
    promise:
      'Tu respuesta se guarda sin tu nombre ni tu dirección, y solo con su día. De ti anotamos únicamente que has respondido.',
    limit: `${most('es')} caracteres como mucho. No escribas nada que diga quién eres.`,
    send: 'Enviar la respuesta',
    thanks: {
      title: 'Gracias',
      text: 'Cada uno de nuestros correos se puede responder una vez: si ya habías respondido a este, queda aquella respuesta.',
    },
    alerts: {
      empty: 'Todavía no se ha enviado nada: escribe algo.',
      'too-long': `Todavía no se ha enviado nada: son más de ${most('es')} caracteres. Acórtalo, por favor.`,
      reworded:
        'Todavía no se ha enviado nada: la pregunta ahora dice otra cosa. Mira si tu respuesta aún encaja.',
      failed: 'Algo nuestro ha fallado. Envíala otra vez: no cuenta dos veces.',
    },
    closed: {
      title: 'Aquí no hay ninguna pregunta',
      text: 'Ya no se hace, o la dirección está incompleta. Gracias por querer responder.',
    },
  },
};

export const surveyWords = (language: PageLanguage): Words => WORDS[language];
