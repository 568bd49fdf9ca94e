import type { parseArgs } from 'node:util';
import type { Client } from './client.ts';

/** What stands behind `--`: whatever a command reads is one of these. */
export const OPTIONS = {
  url: { type: 'string' },
  token: { type: 'string' },
  brand: { type: 'string' },
  json: { type: 'boolean', default: false },
  yes: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  email: { type: 'string' },
  rule: { type: 'string' },
  draft: { type: 'string', multiple: true },
  drafts: { type: 'boolean', default: false },
  files: { type: 'string' },
  event: { type: 'string' },
  'event-file': { type: 'string' },
  template: { type: 'string' },
  language: { type: 'string', multiple: true },
  order: { type: 'string' },
  code: { type: 'string' },
  days: { type: 'string' },
  list: { type: 'boolean', default: false },
  advance: { type: 'string' },
  now: { type: 'string' },
  id: { type: 'string' },
  set: { type: 'string', multiple: true },
  from: { type: 'string' },
  to: { type: 'string' },
  cursor: { type: 'string' },
  as: { type: 'string' },
  all: { type: 'boolean', default: false },
  why: { type: 'string' },
  force: { type: 'boolean', default: false },
  limit: { type: 'string' },
  state: { type: 'string' },
  waiting: { type: 'string' },
  end: { type: 'boolean', default: false },
  timezone: { type: 'string' },
  'quiet-hours': { type: 'string' },
  cap: { type: 'string' },
  'weekdays-only': { type: 'string' },
  spread: { type: 'string' },
  address: { type: 'string' },
  'reply-to': { type: 'string' },
  complaints: { type: 'string' },
  bounces: { type: 'string' },
  'at-least': { type: 'string' },
  ceilings: { type: 'string' },
  off: { type: 'boolean', default: false },
  add: { type: 'string' },
  remove: { type: 'string' },
  'soft-bounces': { type: 'string' },
  clicks: { type: 'string' },
  opens: { type: 'string' },
  logo: { type: 'string' },
  'logo-alt': { type: 'string' },
  'logo-width': { type: 'string' },
  accent: { type: 'string' },
  page: { type: 'string' },
  ink: { type: 'string' },
  'postal-address': { type: 'string' },
  on: { type: 'string' },
  name: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  map: { type: 'string', multiple: true },
  ignore: { type: 'string', multiple: true },
  dates: { type: 'string' },
  names: { type: 'string' },
  proof: { type: 'string' },
  refused: { type: 'string' },
  role: { type: 'string' },
  picture: { type: 'boolean', default: false },
  into: { type: 'string' },
  'from-line': { type: 'string' },
  sender: { type: 'string' },
  source: { type: 'string' },
  starter: { type: 'string' },
  production: { type: 'boolean', default: false },
  'secret-from-stdin': { type: 'boolean', default: false },
} as const;

export type Options = Partial<ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values']>;

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
