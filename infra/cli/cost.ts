import * as z from 'zod';

/** US dollars for a thousand mails, as the API tells them. */
export const price = z.object({ ses: z.number(), rest: z.number() });

/** `about 0.32 USD at SES and 0.03 USD for the rest`. */
export function costLine(mails: number, { ses, rest }: z.infer<typeof price>): string {
  const of = (thousand: number): string => ((mails / 1000) * thousand).toFixed(2);
  return `about ${of(ses)} USD at SES and ${of(rest)} USD for the rest of AWS`;
}
