import * as z from 'zod';
import { id } from './primitives.ts';

/** One language of a template as people write it: MJML and Liquid. */
export const templateSource = z.strictObject({
  subject: z.string().min(1).max(300),
  mjml: z.string().min(1).max(200_000),
  /** Left out, it is written from the HTML when the template is compiled. */
  text: z.string().min(1).max(100_000).optional(),
});
export type TemplateSource = z.infer<typeof templateSource>;

/** The same when published: MJML is compiled to HTML, Liquid is left for the moment of sending. */
export const compiledLanguage = z.object({ subject: z.string(), html: z.string(), text: z.string() });
export type CompiledLanguage = z.infer<typeof compiledLanguage>;

export const template = z.object({
  id,
  version: z.number().int().positive(),
  languages: z.record(z.string(), compiledLanguage),
});
export type Template = z.infer<typeof template>;
