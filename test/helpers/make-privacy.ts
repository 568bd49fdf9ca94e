import type { PrivacyRequest } from '../../shared/contract/privacy.ts';
import { requestId } from '../../shared/domain/people/identity.ts';

/** A request about somebody's data as a source would tell it, asked now. */
export function makeRequest(over: Partial<PrivacyRequest> = {}): PrivacyRequest {
  const requestedAt = over.requestedAt ?? new Date().toISOString();
  const dueBy = new Date(Date.parse(requestedAt) + 30 * 86_400_000).toISOString();
  const fact = { kind: 'erase-person', brand: 'demo', source: 'standard-webhooks', ...over } as const;
  return { id: requestId({ ...fact, requestedAt }), dueBy, test: false, ...fact, requestedAt };
}
