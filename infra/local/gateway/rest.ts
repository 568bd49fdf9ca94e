import { type Json, parseRecord } from '../json.ts';

/** Services that say by method and path what is asked for; places of a path go into the input. */
const OPERATIONS: readonly [service: string, request: string, operation: string][] = [
  ['sesv2', 'GET /v2/email/account', 'GetAccount'],
  ['sesv2', 'GET /v2/email/identities/{EmailIdentity}', 'GetEmailIdentity'],
  [
    'sesv2',
    'GET /v2/email/configuration-sets/{ConfigurationSetName}/event-destinations',
    'GetConfigurationSetEventDestinations',
  ],
  ['sesv2', 'GET /v2/email/suppression/addresses', 'ListSuppressedDestinations'],
  ['sesv2', 'PUT /v2/email/suppression/addresses', 'PutSuppressedDestination'],
  ['sesv2', 'GET /v2/email/suppression/addresses/{EmailAddress}', 'GetSuppressedDestination'],
  ['sesv2', 'DELETE /v2/email/suppression/addresses/{EmailAddress}', 'DeleteSuppressedDestination'],
];

type Asked = { method?: string | undefined; url?: string | undefined; body: Buffer };

/**
 * What a request of such a service asks for, of path, query and body together; nothing for all others. The two halves of
 * SES sign by the same name.
 */
export function readRest({
  method = '',
  url = '',
  body,
}: Asked): { service: string; operation: string; input: Json } | undefined {
  const [path = '', query = ''] = url.split('?');
  if (!path.startsWith('/v2/email/')) return undefined;
  for (const [service, request, operation] of OPERATIONS) {
    const places = match(request.split(/[ /]/), `${method} ${path}`.split(/[ /]/));
    if (!places) continue;
    const named = Object.fromEntries(new URLSearchParams(query));
    return { service, operation, input: { ...named, ...parseRecord(body.toString()), ...places } };
  }
  return { service: 'sesv2', operation: `${method} ${path}`, input: {} };
}

function match(pattern: string[], parts: string[]): Json | undefined {
  if (pattern.length !== parts.length) return undefined;
  const places: Json = {};
  for (const [at, part] of pattern.entries()) {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name !== undefined) places[name] = decodeURIComponent(parts[at] ?? '');
    else if (part !== parts[at]) return undefined;
  }
  return places;
}
