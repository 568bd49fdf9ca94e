import { createRequire } from 'node:module';
import * as z from 'zod';

/** An independent reader of MIME: the one that the SES emulator brings along. */
const parser = z
  .object({
    simpleParser: z.custom<(raw: Buffer) => Promise<unknown>>((value) => typeof value === 'function'),
  })
  .parse(createRequire(createRequire(import.meta.url).resolve('aws-ses-v2-local'))('mailparser'));

const addresses = z.object({ value: z.array(z.object({ name: z.string(), address: z.string() })) });
const mail = z.object({
  subject: z.string().optional(),
  text: z.string(),
  html: z.string(),
  date: z.date(),
  from: addresses,
  to: addresses,
  replyTo: addresses.optional(),
  headerLines: z.array(z.object({ key: z.string(), line: z.string() })),
});
export type ParsedMail = z.infer<typeof mail>;

export const parseMail = async (raw: Buffer): Promise<ParsedMail> =>
  mail.parse(await parser.simpleParser(raw));

/** The values of a header, unfolded. */
export const headerOf = ({ headerLines }: ParsedMail, name: string): string[] =>
  headerLines
    .filter(({ key }) => key === name.toLowerCase())
    .map(({ line }) =>
      line
        .slice(name.length + 1)
        .replaceAll(/\r?\n(?=[ \t])/g, '')
        .trim(),
    );
