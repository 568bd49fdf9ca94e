import type { Json } from '../json.ts';

/** Services that say by method and path what is asked for; places of a path go into the input. */
const OPERATIONS: readonly [service: string, request: string, operation: string][] = [
  ['sesv2', 'GET /v2/email/account', 'GetAccount'],
  ['sesv2', 'GET /v2/email/identities/{EmailIdentity}', 'GetEmailIdentity'],
  [
    'sesv2',
    'GET /v2/email/configuration-sets/{ConfigurationSetName}/event-destinations',
    'GetConfigurationSetEventDestinations',
  ],
];

/** What a request of such a service asks for; nothing for all others. The two halves of SES sign by the same name. */
export function readRest(
  method: string,
  url: string,
): { service: string; operation: string; input: Json } | undefined {
  const [path = ''] = url.split('?');
  if (!path.startsWith('/v2/email/')) return undefined;
  for (const [service, request, operation] of OPERATIONS) {
    const input = match(request.split(/[ /]/), `${method} ${path}`.split(/[ /]/));
    if (input) return { service, operation, input };
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
