import { Context, Liquid, type Template as Parsed, toValueSync } from 'liquidjs';
import type { CompiledLanguage } from '../../contract/template.ts';
import { FILTERS } from './filters.ts';

/**
 * Generous for a mail, far too little to hold a function up: characters parsed, and of all three parts together the
 * milliseconds and the characters and list items that are made.
 */
const LIMITS = { parseLimit: 400_000, renderLimit: 800, memoryLimit: 2_000_000 };

/** One template cannot take in another: what is published would no longer say what is sent. */
const NO_TAGS = ['include', 'render', 'layout', 'block'];
/** `raw` would get something into HTML unescaped; dates are written by our own filter. */
const NO_FILTERS = ['raw', 'date_to_xmlschema', 'date_to_rfc822', 'date_to_string', 'date_to_long_string'];

/**
 * A Liquid that can only read what the mail is given: own properties only, unknown filters and tags are errors, no
 * files, no clock.
 */
function makeEngine(escape: boolean): Liquid {
  const engine = new Liquid({
    ...LIMITS,
    ...(escape ? { outputEscape: 'escape' } : {}),
    ownPropertyOnly: true,
    strictFilters: true,
    templates: {},
  });
  for (const name of NO_TAGS) delete engine.tags[name];
  for (const name of NO_FILTERS) delete engine.filters[name];
  for (const [name, filter] of Object.entries(FILTERS)) engine.registerFilter(name, filter);
  countOutput(engine);
  return engine;
}

/**
 * Liquid counts what filters and ranges make, not what is printed or captured. A long text is cheap until somebody looks
 * at it, so it is counted before anybody does.
 */
function countOutput({ renderer }: Liquid): void {
  const render = renderer.renderTemplates.bind(renderer);
  renderer.renderTemplates = (templates, context, emitter) =>
    emitter ? render(templates, context, emitter) : counted(render(templates, context), context);
}

function* counted(rendering: IterableIterator<unknown>, context: Context): IterableIterator<unknown> {
  const text: unknown = yield* rendering;
  if (typeof text === 'string') context.memoryLimit.use(text.length);
  return text;
}

const html = makeEngine(true);
const plain = makeEngine(false);

/** What a template can use. */
export const TAGS: readonly string[] = Object.keys(plain.tags).filter((name) => name !== '#');
export const FILTER_NAMES: readonly string[] = Object.keys(plain.filters);

/** Parses one part as people wrote it. Throws what Liquid throws. */
export const parsePart = (text: string): Parsed[] => plain.parse(text);

export type ParsedMail = { subject: Parsed[]; html: Parsed[]; text: Parsed[] };

/** Parses one language. Throws what Liquid throws: the caller knows whose template it is. */
export const parseMail = (source: CompiledLanguage): ParsedMail => ({
  subject: plain.parse(source.subject),
  html: html.parse(source.html),
  text: plain.parse(source.text),
});

/** Renders all three parts with one scope and one budget. Throws what Liquid throws. */
export function renderParts(parsed: ParsedMail, scope: object): CompiledLanguage {
  const context = new Context(scope, plain.options, { sync: true }, { liquid: plain });
  return {
    subject: renderPart(plain, 'subject', { parsed, context }),
    html: renderPart(html, 'html', { parsed, context: context.spawn(scope) }),
    text: renderPart(plain, 'text', { parsed, context: context.spawn(scope) }),
  };
}

/** Which part it was that Liquid could not render. */
export class PartError extends Error {
  readonly part: keyof ParsedMail;

  constructor(part: keyof ParsedMail, cause: unknown) {
    super(`The ${part} cannot be rendered.`, { cause });
    this.part = part;
  }
}

function renderPart(
  engine: Liquid,
  part: keyof ParsedMail,
  { parsed, context }: { parsed: ParsedMail; context: Context },
): string {
  try {
    return String(toValueSync(engine.renderer.renderTemplates(parsed[part], context)));
  } catch (error) {
    throw new PartError(part, error);
  }
}

const MAX_CACHED = 500;
const cache = new Map<string, { source: CompiledLanguage; parsed: ParsedMail }>();

/**
 * The same, parsed once per key. Published versions never change; a draft that is tried under the same key is told
 * apart by its text.
 */
export function parsedMail(key: string, source: CompiledLanguage): ParsedMail {
  const hit = cache.get(key);
  if (hit && isSame(hit.source, source)) return hit.parsed;
  const parsed = parseMail(source);
  if (cache.size >= MAX_CACHED)
    for (const oldest of cache.keys()) {
      cache.delete(oldest);
      break;
    }
  cache.set(key, { source, parsed });
  return parsed;
}

const isSame = (a: CompiledLanguage, b: CompiledLanguage): boolean =>
  a === b || (a.html === b.html && a.text === b.text && a.subject === b.subject);
