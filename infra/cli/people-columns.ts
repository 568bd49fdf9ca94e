/** The columns of a file of people, and what each is in the API. */
const FIELDS = {
  email: 'email',
  first_name: 'firstName',
  last_name: 'lastName',
  name: 'name',
  timezone: 'timezone',
  country: 'country',
  locale: 'locale',
  kind: 'kind',
  consent: 'consent',
  consent_at: 'consentAt',
  consent_proof: 'consentProof',
} as const;
type FieldColumn = keyof typeof FIELDS;
export type Field = (typeof FIELDS)[FieldColumn];
const DATES = {
  birthday: 'birthday',
  customer_since: 'customer',
  subscription_since: 'subscription',
  employed_since: 'work',
  partner_since: 'partner',
} as const;
type DateColumn = keyof typeof DATES;

/** In the order in which an export has them; a full name is told by its parts. */
export const COLUMNS: readonly (FieldColumn | DateColumn)[] = [
  'email',
  'first_name',
  'last_name',
  'birthday',
  'timezone',
  'country',
  'locale',
  'kind',
  'customer_since',
  'subscription_since',
  'employed_since',
  'partner_since',
  'consent',
  'consent_at',
  'consent_proof',
];

/** A number of a customer is of a source: `customer_id.shopify`. */
export type Target = { field: Field } | { date: string } | { customer: string };

const isField = (name: string): name is FieldColumn => Object.hasOwn(FIELDS, name);
const isDate = (name: string): name is DateColumn => Object.hasOwn(DATES, name);

/** What a column is; `date.first-dive` is a date of the brand's own. */
export function targetOf(column: string): Target | undefined {
  if (isField(column)) return { field: FIELDS[column] };
  if (isDate(column)) return { date: DATES[column] };
  const [, of, own] = /^(date|customer_id)\.([a-z0-9][a-z0-9-]{0,31})$/.exec(column) ?? [];
  if (own === undefined) return undefined;
  return of === 'date' ? { date: own } : { customer: own };
}

/** The column of a date, by its kind. */
export const columnOfDate = (kind: string): string =>
  Object.entries(DATES).find(([, known]) => known === kind)?.[0] ?? `date.${kind}`;

/** A note of the API, which begins with the name of a field or a date, with the name of the column instead. */
export const inColumns = (note: string): string =>
  note.replace(/^(?:date ([a-z0-9-]+)|(\w+))(?= left out|:)/, (name, kind?: string) =>
    kind === undefined
      ? (Object.entries(FIELDS).find(([, field]) => field === name)?.[0] ?? name)
      : columnOfDate(kind),
  );

export const columnOfCustomer = (source: string): string => `customer_id.${source}`;

/** Headings of numbers of customers: which source they are of has to be said. */
const NUMBERS =
  /^(shopify |woocommerce )?(customer|client|contact|user|external) (id|number|no|nr)$|^(kundennummer|kunden nr|kundennr|externalid|customerid|userid|numero client|numero de cliente|id cliente|id client)$/;

/** Headings that people and other tools give, without capitals, accents and signs. */
const HEADINGS: Readonly<Record<string, string>> = {
  email:
    'email|e mail|mail|email address|e mail address|mail address|user email|billing email|customer email|contact email|emailadresse|e mail adresse|mailadresse|adresse e mail|adresse email|adresse mail|courriel|correo|correo electronico|direccion de correo',
  first_name: 'first name|firstname|fname|given name|billing first name|vorname|prenom|nombre|nombre de pila',
  last_name:
    'last name|lastname|lname|surname|family name|billing last name|nachname|familienname|nom|nom de famille|apellido|apellidos',
  name: 'name|full name|fullname|display name|displayname|customer name|contact name|vollstandiger name|ganzer name|vor und nachname|nom complet|nom et prenom|nombre completo|nombre y apellidos',
  birthday:
    'birthday|birth date|birthdate|date of birth|dob|born|geburtstag|geburtsdatum|geb datum|date de naissance|anniversaire|naissance|fecha de nacimiento|cumpleanos|nacimiento',
  timezone: 'timezone|time zone|tz|zeitzone|fuseau horaire|fuseau|zona horaria|huso horario',
  country:
    'country|country code|country region|cc|billing country|default address country code|address country|customer country|land|landercode|landescode|pays|code pays|pais|codigo de pais',
  locale: 'locale|language|lang|customer locale|preferred language|sprache|langue|idioma|lengua',
  kind: 'kind|type|contact type|art|typ|genre de contact|tipo',
  customer_since:
    'customer since|created|created at|created utc|date registered|user registered|registered|registration date|signup date|sign up date|date created|first order|first order date|kunde seit|kundin seit|erstellt am|registriert am|client depuis|date d inscription|cliente desde|fecha de registro|fecha de alta',
  subscription_since:
    'subscription since|subscribed since|subscription start|subscription start date|start date utc|start utc|abo seit|abonnement seit|abonne depuis|debut de l abonnement|suscripcion desde|suscriptor desde',
  employed_since:
    'employed since|employee since|hire date|hired|start date|date of joining|angestellt seit|eintrittsdatum|eintritt|mitarbeiter seit|date d embauche|employe depuis|fecha de contratacion|empleado desde',
  partner_since: 'partner since|partner seit|partenaire depuis|socio desde',
  consent:
    'consent|marketing|marketing consent|accepts marketing|accepts email marketing|email marketing consent|newsletter|opt in|optin|subscribed|status marketing|subscription status|einwilligung|werbung erlaubt|consentement|consentimiento',
  consent_at:
    'consent at|consent date|consented at|optin time|confirm time|opt in date|opt in time|einwilligung am|einwilligung vom|date du consentement|fecha de consentimiento',
  consent_proof:
    'consent proof|proof|proof of consent|consent source|opt in source|nachweis|nachweis der einwilligung|preuve|preuve du consentement|prueba|prueba de consentimiento',
};

const byHeading = new Map(
  Object.entries(HEADINGS).flatMap(([column, known]) =>
    known.split('|').map((heading) => [heading, column] as const),
  ),
);

const plainOf = (heading: string): string =>
  heading
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, ' ')
    .trim();

/** The column that a heading most likely means: our own name, or one that people give in four languages. */
export function guessColumn(given: string): string | undefined {
  // One that comes twice has its number.
  const heading = given.trim().replace(/ \(\d+\)$/, '');
  return targetOf(heading.toLowerCase()) ? heading.toLowerCase() : byHeading.get(plainOf(heading));
}

/** Why a column is not taken, where something could be said that makes it one of ours. */
export const whyUnknown = (heading: string): string =>
  NUMBERS.test(plainOf(heading))
    ? `a number of which source? Say so: --map "${heading}=customer_id.shopify"`
    : 'not known';
