import { COMMA_NAME, FEW_ITEMS, ITEMS, type Language, ORDER_NUMBER, SPACE_NAME } from './copy.ts';

export const DE: Language = {
  code: 'de',
  greeting: `Hallo${SPACE_NAME},`,
  order: 'Bestellung',
  reason:
    'Sie bekommen diese Mail, weil Sie bei {{ brand.name }} gekauft, sich angemeldet oder uns Ihre Meinung gesagt haben.',
  unsubscribe: 'Abmelden',
  mails: {
    'first-purchase-thanks': {
      subject: `Danke für Ihre erste Bestellung${COMMA_NAME}`,
      preheader: 'Keine Rechnung. Nur ein Dankeschön.',
      heading: 'Danke, dass Sie es mit uns versuchen',
      paragraphs: [
        'das war Ihre erste Bestellung bei uns, und wir haben uns darüber gefreut. In einem Laden zu kaufen, den man noch nicht kennt, braucht ein wenig Vertrauen. Danke für Ihres.',
        'Falls an Ihrer Bestellung etwas nicht stimmt, antworten Sie einfach auf diese Mail. Ein Mensch liest sie und bringt es in Ordnung.',
      ],
      closing: 'Schön, dass Sie da sind',
    },
    'loyal-customer-thanks': {
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
    'purchase-thanks': {
      subject: `Danke für Ihre Bestellung${ORDER_NUMBER}`,
      preheader: 'Schön, Sie wiederzusehen.',
      heading: 'Schön, Sie wiederzusehen',
      paragraphs: [
        'danke für Ihre Bestellung, und dafür, dass Sie wieder zu uns gekommen sind.',
        'Wenn eine Frage auftaucht, antworten Sie einfach auf diese Mail. Ohne Formular und ohne Vorgangsnummer: Es antwortet jemand, der helfen kann.',
      ],
      closing: 'Bis zum nächsten Mal',
    },
    'check-in': {
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
    'renewal-thanks': {
      subject: `Danke, dass Sie bleiben${COMMA_NAME}`,
      preheader: 'Ihr Abo läuft weiter, und das freut uns.',
      heading: 'Danke, dass Sie bleiben',
      paragraphs: [
        'Ihr Abo{% if subscription.plan %} „{{ subscription.plan }}“{% endif %} hat sich gerade verlängert. Danke, dass Sie uns treu bleiben.',
        'Wir wissen, wie leicht man so etwas übersieht. Wenn es nicht mehr passt, antworten Sie auf diese Mail: Wir helfen beim Ändern oder Beenden. Ganz ohne Groll.',
      ],
      closing: 'Danke für Ihr Vertrauen',
    },
    welcome: {
      subject: `Willkommen${COMMA_NAME}`,
      preheader: 'Sie müssen jetzt gar nichts tun.',
      heading: 'Schön, Sie kennenzulernen',
      paragraphs: [
        'danke für Ihre Anmeldung. Sie müssen jetzt gar nichts tun, und es läuft auch keine Uhr ab.',
        'Wenn Sie etwas Bestimmtes suchen oder sich nicht entscheiden können, antworten Sie uns und erzählen Sie, wofür es sein soll. Dabei helfen wir gern.',
      ],
      closing: 'Lassen Sie sich Zeit',
    },
    'survey-thanks': {
      subject: `Danke für Ihre Antworten${COMMA_NAME}`,
      preheader: 'Ein Mensch liest sie.',
      heading: 'Danke, dass Sie uns geantwortet haben',
      paragraphs: [
        'Sie haben sich die Zeit genommen, unsere Fragen zu beantworten. Das muss niemand tun. Umso herzlicher danken wir Ihnen.',
        'Jede Antwort wird bei uns gelesen. Wenn etwas nicht gut war und Sie dazu von uns hören möchten, antworten Sie einfach auf diese Mail. Wir kümmern uns darum.',
      ],
      closing: 'Mit herzlichem Dank',
    },
    'low-review': {
      subject: `Danke für Ihre ehrliche Bewertung${COMMA_NAME}`,
      preheader: 'Wir würden es gern in Ordnung bringen.',
      heading: 'Das hätte besser sein sollen',
      paragraphs: [
        'danke für Ihre ehrliche Bewertung{% if review.product %} zu „{{ review.product }}“{% endif %}. Wir hätten uns gewünscht, dass Sie zufriedener sind. Es tut uns leid.',
        'Mögen Sie uns ein wenig mehr erzählen? Antworten Sie auf diese Mail und schreiben Sie, was schiefgelaufen ist und wie wir es wiedergutmachen können. Ein Mensch liest sie, und wir tun, was wir können.',
        'Ihre Bewertung müssen Sie dafür nicht ändern. Sie hilft anderen bei der Entscheidung und uns dabei, besser zu werden.',
      ],
      closing: 'Entschuldigung, und danke',
    },
  },
};
