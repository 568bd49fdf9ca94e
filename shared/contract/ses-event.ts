import * as z from 'zod';

/**
 * What SES reports of a mail, as EventBridge delivers it. `detail` is the object that SNS carries too; the kind stands
 * in `eventType`, or in `notificationType` for feedback of an identity. Tags are lists.
 */
export const sesEvent = z.object({
  id: z.string(),
  detail: z.object({
    eventType: z.string().optional(),
    notificationType: z.string().optional(),
    mail: z.object({
      timestamp: z.string(),
      messageId: z.string(),
      tags: z.record(z.string(), z.array(z.string())).optional(),
    }),
    bounce: z
      .object({ bounceType: z.string(), bounceSubType: z.string().optional(), timestamp: z.string() })
      .optional(),
    complaint: z.object({ complaintFeedbackType: z.string().nullish(), timestamp: z.string() }).optional(),
    delivery: z.object({ timestamp: z.string() }).optional(),
    open: z.object({ timestamp: z.string(), userAgent: z.string().nullish() }).optional(),
    click: z.object({ timestamp: z.string(), userAgent: z.string().nullish(), link: z.string() }).optional(),
    reject: z.object({ reason: z.string().optional() }).optional(),
  }),
});
export type SesEvent = z.infer<typeof sesEvent>;
