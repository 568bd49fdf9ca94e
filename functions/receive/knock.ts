import { fail } from '../../shared/contract/result.ts';
import { jsonResponse, refuseHook, type HttpResponse } from '../middleware/error-map.ts';
import type { HttpRequest } from '../middleware/http.ts';

/** A name of a host, as a sender of CloudEvents introduces itself. */
const ORIGIN = /^[A-Za-z0-9.-]{1,253}$/;

/**
 * Some platforms look whether somebody is there before they post; only POST acts. This is asked of addresses that exist:
 * a mistyped one must not pass that look.
 */
export function answerKnock({ method, headers: asked }: HttpRequest): HttpResponse | undefined {
  if (method === 'POST') return undefined;
  const headers = { allow: 'POST, GET, HEAD, OPTIONS', 'cache-control': 'no-store' };
  if (method === 'OPTIONS') return { statusCode: 204, headers: { ...headers, ...permit(asked) } };
  if (method === 'HEAD') return { statusCode: 200, headers };
  if (method === 'GET') return jsonResponse(200, { message: 'This address takes webhooks by POST.' });
  const refusal = refuseHook(fail('wrong-method', 'This address takes webhooks by POST.').failure);
  return { ...refusal, headers: { ...refusal.headers, ...headers } };
}

/**
 * The handshake of CloudEvents: a sender may post only where its name is given back. It grants nothing that others do
 * not have: what is posted still has to be signed.
 */
function permit(asked: Record<string, string>): Record<string, string> {
  const origin = asked['webhook-request-origin'];
  if (!origin || !ORIGIN.test(origin)) return {};
  const rate = asked['webhook-request-rate'];
  const allowedRate = rate && /^\d{1,9}$/.test(rate) ? rate : '*';
  return { 'webhook-allowed-origin': origin, 'webhook-allowed-rate': allowedRate };
}
