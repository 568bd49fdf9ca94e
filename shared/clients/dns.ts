import { Resolver } from 'node:dns/promises';
import { ENV } from '../contract/names.ts';
import { fail, ok } from '../contract/result.ts';
import type { Seen } from '../domain/doctor/facts.ts';

/** Milliseconds, and how often it asks. */
const PATIENCE = { timeout: 2000, tries: 2 };

/** That a name does not exist, or has no record of the kind, is an answer. */
const NOTHING = ['ENODATA', 'ENOTFOUND'];

let resolver: Resolver | undefined;

function dns(): Resolver {
  if (resolver) return resolver;
  resolver = new Resolver(PATIENCE);
  const given = process.env[ENV.dnsServer];
  if (given) resolver.setServers([given]);
  return resolver;
}

/** What DNS says to `TXT name`, `MX name` (`10 host`) or `CNAME name`. */
export async function askDns(question: string): Promise<Seen<string[]>> {
  const [type = '', name = ''] = question.split(' ');
  try {
    return ok((await ASK[type]?.(name)) ?? []);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return NOTHING.includes(code) ? ok([]) : fail('unseen', `the resolver says ${code || 'nothing'}.`);
  }
}

const ASK: Readonly<Record<string, (name: string) => Promise<string[]>>> = {
  TXT: async (name) => (await dns().resolveTxt(name)).map((parts) => parts.join('')),
  MX: async (name) =>
    (await dns().resolveMx(name)).map(({ priority, exchange }) => `${priority} ${exchange}`),
  CNAME: (name) => dns().resolveCname(name),
};
