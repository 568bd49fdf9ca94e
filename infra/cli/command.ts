import type { Client } from './client.ts';

export type Options = {
  email?: string | undefined;
  rule?: string | undefined;
  draft?: string[] | undefined;
  drafts?: boolean | undefined;
  files?: string | undefined;
  event?: string | undefined;
  'event-file'?: string | undefined;
  template?: string | undefined;
  language?: string[] | undefined;
  code?: string | undefined;
  days?: string | undefined;
  advance?: string | undefined;
  now?: string | undefined;
  id?: string | undefined;
  set?: string[] | undefined;
  from?: string | undefined;
  to?: string | undefined;
  cursor?: string | undefined;
  as?: string | undefined;
  all?: boolean | undefined;
  why?: string | undefined;
  force?: boolean | undefined;
  limit?: string | undefined;
  state?: string | undefined;
  waiting?: string | undefined;
  end?: boolean | undefined;
  yes?: boolean | undefined;
  'dry-run'?: boolean | undefined;
  'secret-from-stdin'?: boolean | undefined;
};

export type Run = { client: Client; brand: string; options: Options; rest: string[] };

/** What a command found: for programs (`--json`) and for people. `exitCode` is 0 unless told. */
export type Found = { data: unknown; text: string; exitCode?: number };

export type Command = {
  words: string[];
  usage: string;
  about: string;
  /** The options of its own that it reads; any other is refused. */
  reads?: readonly (keyof Options)[];
  /** How many arguments follow its words; none unless told. */
  takes?: number;
  /** Lines of the command's own help. */
  help?: string[];
  run: (run: Run) => Promise<Found>;
};
