import type { Finding } from '../../contract/doctor.ts';
import { check } from './check.ts';
import { dmarcNames, dmarcRecord, mailFromOf } from './dns.ts';
import { type DnsFacts, domainOf, type Facts, questionOf, seenIn } from './facts.ts';
import { isInside } from '../message/sender.ts';

const found = check({
  id: 'dmarc',
  topic: 'domain',
  why: 'DMARC says what receivers do with mail that only pretends to be yours. Gmail and Yahoo want a record of whoever sends much.',
});

type Policy = { at: string; tags: ReadonlyMap<string, string> };

/** The policy of the sender's domain, whether anything enforces it, and whether our own mail would pass it. */
export function findDmarc(facts: Facts, dns: DnsFacts): Finding[] {
  const sender = domainOf(facts.brand.sender.address);
  for (const name of dmarcNames(sender)) {
    const said = seenIn(dns, questionOf('TXT', name));
    if (!said.ok) return [found.unseen(`DNS does not say what stands at ${name}: ${said.failure.message}`)];
    const records = said.value.filter((text) => /^v=DMARC1\s*(;|$)/i.test(text));
    if (records.length > 1)
      return [
        found.wrong(`${name} has ${records.length} DMARC records; receivers then believe none.`, {
          step: 'Leave one.',
        }),
      ];
    const [record] = records;
    if (record !== undefined) {
      const policy = { at: name, tags: tagsOf(record) };
      return [findPolicy(sender, policy), findAlignment(facts, policy)];
    }
  }
  return [found.wrong(`${sender} has no DMARC record.`, { records: [dmarcRecord(sender)] })];
}

const tagsOf = (record: string): Map<string, string> =>
  new Map(
    record.split(';').flatMap((part): [string, string][] => {
      const [, name, value] = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(part) ?? [];
      return name && value !== undefined ? [[name.toLowerCase(), value]] : [];
    }),
  );

function findPolicy(sender: string, { at, tags }: Policy): Finding {
  const own = at === `_dmarc.${sender}`;
  const policy = ((own ? undefined : tags.get('sp')) ?? tags.get('p') ?? '').toLowerCase();
  if (policy === 'reject' || policy === 'quarantine')
    return found.ok(`The DMARC record at ${at} says ${policy}.`);
  if (policy === 'none')
    return found.warn(
      `The DMARC record at ${at} only watches (p=none): others can still write in your name.`,
      {
        step: 'Once the reports show nothing but your own mail, change it to p=quarantine, then to p=reject.',
      },
    );
  return found.wrong(
    `The DMARC record at ${at} says nothing that receivers understand (p=${policy || '…'}).`,
    {
      step: 'Its p is one of none, quarantine, reject.',
    },
  );
}

const aligned = check({
  id: 'dmarc-alignment',
  topic: 'domain',
  why: 'A mail passes DMARC only if the domain that signed it, or that of its bounces, is the one that people see as its sender.',
});

/** Relaxed: below one roof. Strict (`s`): the very same. One of the two is enough. */
function findAlignment(facts: Facts, { tags, at }: Policy): Finding {
  const sender = domainOf(facts.brand.sender.address);
  const { domain } = facts;
  const passes = (mode: string | undefined, other: string): boolean =>
    mode?.toLowerCase() === 's' ? other === sender : isInside(sender, domain);
  const dkim = passes(tags.get('adkim'), domain.toLowerCase());
  const spf = passes(tags.get('aspf'), mailFromOf(facts));
  if (dkim && spf) return aligned.ok(`Mails of ${sender} pass DMARC by DKIM and by SPF.`);
  if (dkim)
    return aligned.ok(
      `Mails of ${sender} pass DMARC by DKIM; not by SPF, for the record at ${at} is strict there.`,
    );
  if (spf)
    return aligned.warn(`Mails of ${sender} pass DMARC by SPF alone, which does not survive forwarding.`, {
      step: `Take adkim=s out of the record at ${at}, or send from an address of ${domain} itself.`,
    });
  return aligned.wrong(`Mails of ${sender} do not pass DMARC: they are signed for ${domain}.`, {
    step: `Send from an address of ${domain}, or take adkim=s and aspf=s out of the record at ${at}.`,
  });
}
