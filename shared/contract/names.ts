/** Names that the functions and the infrastructure must agree on. */

/** `source` of everything that Extra Mile itself puts on its bus; the detail-type is the event's kind. */
export const EVENT_SOURCE = 'extramile';

export const SES_EVENT_SOURCE = 'aws.ses';
/** Not `Email Sent`: it says nothing that the next one of the same mail does not say (decision 0023). */
export const SES_DETAIL_TYPES = [
  'Email Delivered',
  'Email Bounced',
  'Email Complaint Received',
  'Email Rejected',
  'Email Rendering Failed',
  'Email Delivery Delayed',
  'Email Opened',
  'Email Clicked',
] as const;

/** Message tags of every mail; values hold only letters, digits, `_` and `-`. */
export const TAG_FOLLOW_UP = 'follow-up';
export const TAG_BRAND = 'brand';
/** On test mails alone, which have no follow-up: what SES reports of them is nobody's. */
export const TAG_TEST = 'test';
/** Which attempt of the follow-up the mail is; a person may have had it sent again. */
export const TAG_ATTEMPT = 'attempt';

/** Environment variables. A construct's `grant…(fn)` sets them, a function's `env.ts` reads them. */
export const ENV = {
  table: 'TABLE_NAME',
  bus: 'BUS_NAME',
  sendQueue: 'SEND_QUEUE_URL',
  fetchQueue: 'FETCH_QUEUE_URL',
  privacyQueue: 'PRIVACY_QUEUE_URL',
  /** Of mails of which SES tells neither opens nor clicks. */
  configurationSet: 'CONFIGURATION_SET',
  /** JSON of the configuration sets that tell clicks, opens or both. */
  trackingSets: 'TRACKING_SETS',
  /** ARN of the domain that SES may send for, subdomains included; account and region stand in it, too. */
  senderIdentity: 'SENDER_IDENTITY',
  /** JSON of where dead letters wait: the name in their alarm, and the address of the queue. */
  deadLetters: 'DEAD_LETTERS',
  /** What the names of all our alarms begin with. */
  alarms: 'ALARM_PREFIX',
  /** Who answers for DNS, `host:port`, instead of the resolver of the place. Set by nobody but tests. */
  dnsServer: 'DNS_SERVER',
  /** Base address of `/p/…` and `/hooks/…` as people see it. */
  pagesUrl: 'PAGES_URL',
  /** ARN of the permanent key that turns addresses into contact ids. */
  contactKey: 'CONTACT_KEY_SECRET',
  /** ARN of the key that signs links. */
  linkKey: 'LINK_KEY_SECRET',
  /** Secrets of a source stand at `{prefix}{brand}/{source}`. */
  sourceSecrets: 'SOURCE_SECRETS_PREFIX',
  /** `dev` or `prod`, for the few things that only a developer's own stage may do. */
  stage: 'STAGE',
  /** JSON of `contract/partner.ts`: which partner event bus brings what of whom. */
  partnerBuses: 'PARTNER_BUSES',
  logLevel: 'LOG_LEVEL',
} as const;

/** The account in every ARN of the local system; AWS gives it to nobody. */
export const LOCAL_ACCOUNT = '000000000000';

/** CloudWatch namespace of the embedded metrics. */
export const METRIC_NAMESPACE = 'ExtraMile';

/** Metrics that alarms watch. */
export const METRIC = {
  signatureRejected: 'SignatureRejected',
  bodyRejected: 'BodyRejected',
  ignored: 'Ignored',
  unknown: 'FollowUpUnknown',
  brandHalted: 'BrandHalted',
  sourceSilent: 'SourceSilent',
  exportRequested: 'ExportRequested',
} as const;

/** The most that `/hooks` takes, in bytes. */
export const MAX_BODY_BYTES = 1_048_576;

/** Into so many parts the people of a brand are cut; of a replay, each can be asked for side by side with the others. */
export const PEOPLE_SHARDS = 4;
