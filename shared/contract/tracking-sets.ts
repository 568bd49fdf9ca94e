import * as z from 'zod';

/** The configuration sets by which SES tells what people do with a mail; a brand's mails go by one of them, or by none. */
export const trackingSets = z.object({ clicks: z.string(), opens: z.string(), both: z.string() });
export type TrackingSets = z.infer<typeof trackingSets>;
export type TrackingSet = keyof TrackingSets;
