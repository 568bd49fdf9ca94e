import { MOST_REFUSED, type Refused } from '../../contract/brand.ts';
import { normaliseEmail } from './identity.ts';

/** What is put on the brand's list: a normalised address, a domain, or the id of a person who is known. */
export type Listed = { address: string } | { domain: string } | { id: string };

const PERSON = /^[\w-]{22}$/;

/** `ana@rival.example`, `rival.example` or `@rival.example`, or an id; `undefined` for what is none of these. */
export function readListed(text: string): Listed | undefined {
  const given = text.trim();
  if (PERSON.test(given)) return { id: given };
  const address = normaliseEmail(given);
  if (address !== undefined) return { address };
  const ofDomain = given.replace(/^@/, '');
  const domain = normaliseEmail(`x@${ofDomain}`)?.slice(2);
  return domain === undefined || ofDomain.includes('@') ? undefined : { domain };
}

/** By the same names as the list that is kept: `addresses` as the ids of their persons. */
export type Change = { add: Refused; remove: Refused };

/** The list after a change, in order, each once; as a text what is wrong with the change. `undefined`: it is empty. */
export function withRefused(
  before: Refused | undefined,
  { add, remove }: Change,
): Refused | undefined | string {
  const [addresses, domains] = (['addresses', 'domains'] as const).map((name) => {
    const had = before?.[name] ?? [];
    const lost = remove[name].find((one) => !had.includes(one));
    const after = new Set([...had, ...add[name]]);
    return { lost, after: [...after].filter((one) => !remove[name].includes(one)).sort() };
  });
  if (!addresses || !domains) return undefined;
  if (domains.lost !== undefined) return `The domain ${domains.lost} is not on the list. ${LOOK}`;
  if (addresses.lost !== undefined) return `An address that is to be taken away is not on the list. ${LOOK}`;
  if ([addresses, domains].some(({ after }) => after.length > MOST_REFUSED))
    return `A brand refuses ${MOST_REFUSED} addresses and ${MOST_REFUSED} domains at most; take some away, or name the domain that they share.`;
  const none = addresses.after.length + domains.after.length === 0;
  return none ? undefined : { addresses: addresses.after, domains: domains.after };
}

const LOOK = 'Nothing was changed; what is on it: settings refused.';
