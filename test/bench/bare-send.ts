import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import * as z from 'zod';

/** The opponent of `send`: a loop that hands mails to SES, ten on their way at a time, and keeps no record of anything. */
const WIDTH = 10;
const asked = z.object({ mails: z.number().int(), raw: z.string() });

const ses = new SESClient({ maxAttempts: 1 });

export async function handler(event: unknown): Promise<{ sent: number }> {
  const { mails, raw } = asked.parse(event);
  let left = mails;
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const RawMessage = { Data: Buffer.from(raw, 'base64') };
      await ses.send(new SendRawEmailCommand({ RawMessage, Destinations: [`bare-${left}@example.com`] }));
    }
  };
  await Promise.all(Array.from({ length: WIDTH }, lane));
  return { sent: mails };
}
