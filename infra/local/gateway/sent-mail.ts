import * as z from 'zod';

/** What lies beside each `.eml`. */
export const sentMail = z.object({
  messageId: z.string(),
  at: z.string(),
  source: z.string(),
  destinations: z.array(z.string()),
  subject: z.string(),
  configurationSet: z.string().optional(),
  tags: z.record(z.string(), z.string()),
});
export type SentMail = z.infer<typeof sentMail>;
