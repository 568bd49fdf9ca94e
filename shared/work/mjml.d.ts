/** The part of MJML that we use; the package brings no types. */
declare module 'mjml' {
  export type MjmlOptions = {
    validationLevel: 'strict' | 'soft' | 'skip';
    /** Reads no files, whatever `mj-include` asks for. */
    ignoreIncludes: boolean;
    /** Web fonts to link, by family; none keeps mails from calling home. */
    fonts: Record<string, string>;
    keepComments: boolean;
  };
  export default function mjml2html(source: string, options: MjmlOptions): Promise<{ html: string }>;
}
