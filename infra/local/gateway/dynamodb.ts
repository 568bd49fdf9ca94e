import { Agent, request } from 'node:http';
import type { DynamoEngine } from '../engines/dynamodb.ts';
import type { Answer, Call } from './call.ts';

/** Headers that belong to one connection, or that the gateway sets itself. */
const OWN = new Set(['connection', 'date', 'keep-alive', 'transfer-encoding', 'content-length']);
const KEY = /Credential=[^/]*\//;
const agent = new Agent({ keepAlive: true });

/** Hands a DynamoDB request to the engine as it came. With `tellCapacity`, the engine is asked for the units used. */
export async function forwardToEngine(
  call: Call,
  { endpoint, accessKey }: Pick<DynamoEngine, 'endpoint' | 'accessKey'>,
  tellCapacity: boolean,
): Promise<Answer> {
  const body = tellCapacity
    ? Buffer.from(JSON.stringify({ ...call.input, ReturnConsumedCapacity: 'TOTAL' }))
    : call.body;
  const headers = Object.fromEntries(
    Object.entries(call.headers).filter(([name]) => !OWN.has(name) && name !== 'host' && name !== 'expect'),
  );
  // Whoever asks, it is of one table. The engine does not look at the signature.
  const authorization = (call.headers['authorization'] ?? '').replace(KEY, `Credential=${accessKey}/`);
  return new Promise((done, failed) => {
    const outgoing = request(
      endpoint,
      { method: 'POST', agent, headers: { ...headers, authorization, 'content-length': body.length } },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', failed);
        incoming.on('end', () => {
          const kept = Object.entries(incoming.headers).flatMap(([name, value]) =>
            typeof value === 'string' && !OWN.has(name) ? [[name, value]] : [],
          );
          done({
            status: incoming.statusCode ?? 500,
            headers: Object.fromEntries(kept),
            body: Buffer.concat(chunks),
          });
        });
      },
    );
    outgoing.on('error', failed);
    outgoing.end(body);
  });
}
