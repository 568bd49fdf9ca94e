import { tell } from './lib/examples.ts';
import type { Starter } from './lib/starter.ts';
import { COMMA_NAME } from './lib/words.ts';

export const SURVEY_THANKS: Starter = {
  id: 'survey-thanks',
  title: 'Survey thanks',
  story:
    'For whoever answers a survey and leaves an address: thanks at once, and the word that a person reads it. Who feels heard answers the next one, too.',
  needs:
    'A survey tool as a source: Typeform, SurveyMonkey, Tally, Jotform or Google Forms, with a question for the address.',
  audience: 'customer',
  rule: {
    on: 'survey',
    group: 'survey',
    priority: 500,
    purpose: 'transactional',
    within: 'P2D',
  },
  copy: {
    en: {
      subject: `Thank you for your answers${COMMA_NAME}`,
      preheader: 'A person reads them.',
      heading: 'Thank you for telling us',
      paragraphs: [
        'You took the time to answer our questions. Nobody has to do that, so thank you.',
        'Someone here reads every answer. If something didn’t go well and you would like to hear back from us, reply to this mail and we will look into it.',
      ],
      closing: 'With thanks,',
    },
    de: {
      subject: `Danke für Ihre Antworten${COMMA_NAME}`,
      preheader: 'Ein Mensch liest sie.',
      heading: 'Danke, dass Sie uns geantwortet haben',
      paragraphs: [
        'Sie haben sich die Zeit genommen, unsere Fragen zu beantworten. Das muss niemand tun. Umso herzlicher danken wir Ihnen.',
        'Jede Antwort wird bei uns gelesen. Wenn etwas nicht gut war und Sie dazu von uns hören möchten, antworten Sie einfach auf diese Mail. Wir kümmern uns darum.',
      ],
      closing: 'Mit herzlichem Dank',
    },
    fr: {
      subject: `Merci pour vos réponses${COMMA_NAME}`,
      preheader: 'Une vraie personne les lit.',
      heading: 'Merci de nous avoir répondu',
      paragraphs: [
        'Vous avez pris le temps de répondre à nos questions. Rien ne vous y obligeait, alors merci.',
        'Chez nous, quelqu’un lit chaque réponse. Si quelque chose s’est mal passé et que vous souhaitez un retour de notre part, répondez à ce message et nous nous en occuperons.',
      ],
      closing: 'Avec tous nos remerciements,',
    },
    es: {
      subject: `Gracias por tus respuestas${COMMA_NAME}`,
      preheader: 'Las lee una persona.',
      heading: 'Gracias por contárnoslo',
      paragraphs: [
        'Te has tomado el tiempo de responder a nuestras preguntas. Nadie está obligado a hacerlo, así que gracias.',
        'Aquí alguien lee cada respuesta. Si algo no fue bien y quieres que te contestemos, responde a este correo y nos ocuparemos de ello.',
      ],
      closing: 'Gracias de corazón,',
    },
  },
  example: {
    fires: tell('survey', '2026-11-23T09:00:00Z', {
      survey: { id: 'V-1', title: 'How are we doing?', score: 9 },
    }),
    sentAt: '2026-11-23T09:00:00Z',
    not: {
      events: [tell('survey', '2026-11-20T08:00:00Z', { survey: { id: 'V-2', score: 9 } })],
      heardAt: '2026-11-23T09:00:00Z',
      because: 'Too late',
    },
  },
};
