import * as z from 'zod';

/** `#rrggbb`, in lower case. */
const colour = z
  .string()
  .regex(/^#[0-9a-f]{6}$/i, 'use six hexadecimal digits after a #, for instance #8a4b2d')
  .toLowerCase();

const isHttps = (text: string): boolean => URL.canParse(text) && new URL(text).protocol === 'https:';

const logo = z.strictObject({
  /** Mail programs fetch it from there; most show nothing over plain HTTP, and none shows an SVG. */
  url: z
    .string()
    .max(500)
    .refine(isHttps, 'use the whole address of the picture: it begins with https://')
    .refine((text) => !/\.svg(?:[?#]|$)/i.test(text), 'use a PNG or JPEG: mail programs show no SVG'),
  /** What stands there while the picture is not shown. */
  alt: z.string().trim().min(1).max(100),
  /** In pixels, as it is shown. */
  width: z.number().int().min(24).max(320).default(140),
});

/** How the mails of a brand look; what is not named is as the house has it. */
export const look = z.strictObject({
  logo: logo.optional(),
  /** Of what shall be seen first, on the card and as a button. */
  accent: colour.optional(),
  /** Around the card. */
  page: colour.optional(),
  /** Of the text on the card, which is white. */
  ink: colour.optional(),
});
export type Look = z.infer<typeof look>;
