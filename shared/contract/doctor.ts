import * as z from 'zod';

/** `unseen`: it cannot be told from here, for instance because this is a laptop and no AWS account. */
export const findingState = z.enum(['ok', 'warn', 'wrong', 'unseen']);
export type FindingState = z.infer<typeof findingState>;

/** What a check is about; they are shown in this order. */
export const findingTopic = z.enum([
  'place',
  'domain',
  'account',
  'feedback',
  'brand',
  'sources',
  'rules',
  'queues',
]);
export type FindingTopic = z.infer<typeof findingTopic>;

/** To be entered at whoever keeps the DNS of the domain. */
export const dnsRecord = z.object({
  name: z.string(),
  type: z.enum(['CNAME', 'MX', 'TXT']),
  value: z.string(),
});
export type DnsRecord = z.infer<typeof dnsRecord>;

export const mend = z.object({
  /** Sentences for people. */
  step: z.string().optional(),
  records: z.array(dnsRecord).optional(),
  /** To be typed as they are, but for what is written in capitals. */
  commands: z.array(z.string()).optional(),
});
export type Mend = z.infer<typeof mend>;

/** What one check found, why it matters, and what mends it. */
export const finding = z.object({
  id: z.string(),
  topic: findingTopic,
  state: findingState,
  what: z.string(),
  why: z.string(),
  mend: mend.optional(),
});
export type Finding = z.infer<typeof finding>;

export const diagnosis = z.object({
  /** Whether this is the local system, where nothing can be said of mail and AWS. */
  isLocal: z.boolean(),
  /** The domain that senders have to be in. */
  domain: z.string(),
  findings: z.array(finding),
});
export type Diagnosis = z.infer<typeof diagnosis>;
