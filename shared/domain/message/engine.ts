import { Liquid, type Template as Parsed } from 'liquidjs';
import type { CompiledLanguage } from '../../contract/template.ts';
import { FILTERS } from './filters.ts';

/** Generous for a mail, far too little to hold a function up: characters, milliseconds, allocated items. */
const LIMITS = { parseLimit: 400_000, renderLimit: 1000, memoryLimit: 2_000_000 };

/**
 * A Liquid that can only read what the mail is given: own properties only, unknown filters are errors, no files, no
 * clock (`date` is ours), and no `raw`, so nothing gets into HTML unescaped.
 */
function makeEngine(escape: boolean): Liquid {
  const engine = new Liquid({
    ...LIMITS,
    ...(escape ? { outputEscape: 'escape' } : {}),
    ownPropertyOnly: true,
    strictFilters: true,
    templates: {},
  });
  delete engine.filters['raw'];
  for (const name of ['date_to_xmlschema', 'date_to_rfc822', 'date_to_string', 'date_to_long_string'])
    delete engine.filters[name];
  for (const [name, filter] of Object.entries(FILTERS)) engine.registerFilter(name, filter);
  return engine;
}

const html = makeEngine(true);
const plain = makeEngine(false);

export type ParsedMail = { subject: Parsed[]; html: Parsed[]; text: Parsed[] };

/** Parses one language. Throws what Liquid throws: the caller knows whose template it is. */
export const parseMail = (source: CompiledLanguage): ParsedMail => ({
  subject: plain.parse(source.subject),
  html: html.parse(source.html),
  text: plain.parse(source.text),
});

/** Renders all three parts with one scope. Throws what Liquid throws. */
export const renderParts = (parsed: ParsedMail, scope: object): CompiledLanguage => ({
  subject: String(plain.renderSync(parsed.subject, scope)),
  html: String(html.renderSync(parsed.html, scope)),
  text: String(plain.renderSync(parsed.text, scope)),
});

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
