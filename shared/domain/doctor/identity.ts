import type { DnsRecord, Finding } from '../../contract/doctor.ts';
import { check } from './check.ts';
import { dkimRecords, mailFromOf, mailFromRecord, spfRecord } from './dns.ts';
import { type DnsFacts, type Facts, type Identity, questionOf, seenIn } from './facts.ts';

const DEPLOY = 'Deploy the data stack: it makes the identity, with DKIM and the domain of bounces.';

/** The domain in SES: is it ours, is it signed, and does SPF pass for it? */
export function findIdentity(facts: Facts, dns: DnsFacts): Finding[] {
  const { identity } = facts;
  return identity.ok
    ? [
        findVerified(facts, identity.value),
        findDkim(facts, identity.value, dns),
        findMailFrom(facts, identity.value, dns),
        findSpf(facts, dns),
      ]
    : [findAbsent(facts, identity.failure), findSpf(facts, dns)];
}

const verified = check({
  id: 'identity',
  topic: 'domain',
  why: 'SES sends only for a domain that is proved to be yours; until then every mail is refused and waits.',
});

function findAbsent({ domain }: Facts, failure: { kind: string; message: string }): Finding {
  if (failure.kind === 'missing')
    return verified.wrong(`SES does not know ${domain}.`, {
      step: DEPLOY,
      commands: ['npm run deploy -- --stage STAGE'],
    });
  return verified.unseen(`SES does not say how ${domain} stands: ${failure.message}`);
}

function findVerified({ domain }: Facts, { isVerified, dkim }: Identity): Finding {
  if (isVerified) return verified.ok(`SES may send for ${domain} and everything below it.`);
  return verified.wrong(`${domain} is not verified yet.`, {
    step: 'Enter these where the DNS of the domain is kept; SES looks again by itself, within 72 hours.',
    records: dkimRecords(domain, dkim),
  });
}

const signed = check({
  id: 'dkim',
  topic: 'domain',
  why: 'The signature tells Gmail, Yahoo and others that the mail is yours. Without it they file it as spam or refuse it.',
});

function findDkim({ domain }: Facts, { dkim }: Identity, dns: DnsFacts): Finding {
  if (!dkim.isOn)
    return signed.wrong(`Mails of ${domain} are not signed.`, {
      commands: [`aws sesv2 put-email-identity-dkim-attributes --email-identity ${domain} --signing-enabled`],
    });
  if (dkim.status === 'SUCCESS') return signed.ok(`Mails of ${domain} are signed.`);
  const records = dkimRecords(domain, dkim);
  const lacking = records.filter((record) => !stands(record, dns));
  if (lacking.length === 0)
    return signed.warn(
      `The DKIM records of ${domain} stand in DNS; SES has not seen them yet (${dkim.status}).`,
      {
        step: 'Wait: SES looks again by itself, within 72 hours.',
      },
    );
  return signed.wrong(`SES does not find the DKIM records of ${domain} (${dkim.status}).`, {
    records: lacking,
  });
}

function stands({ name, type, value }: DnsRecord, dns: DnsFacts): boolean {
  const found = seenIn(dns, questionOf(type, name));
  return (
    found.ok && found.value.some((said) => said.toLowerCase().replace(/\.$/, '') === value.toLowerCase())
  );
}

const bouncing = check({
  id: 'mail-from',
  topic: 'domain',
  why: 'With a bounce domain of your own SPF speaks for your domain as well; without it only DKIM does.',
});

function findMailFrom(facts: Facts, { mailFrom }: Identity, dns: DnsFacts): Finding {
  const { domain, region } = facts;
  const name = mailFromOf(facts);
  if (!mailFrom)
    return bouncing.warn(`${domain} has no bounce domain of its own.`, {
      records: [mailFromRecord(name, region), spfRecord(name)],
      commands: [
        `aws sesv2 put-email-identity-mail-from-attributes --email-identity ${domain} --mail-from-domain ${name}`,
      ],
    });
  if (mailFrom.status === 'SUCCESS') return bouncing.ok(`Bounces go to ${name}.`);
  const record = mailFromRecord(name, region);
  const isThere = stands(record, dns);
  const what = `SES does not take ${name} for bounces yet (${mailFrom.status}) and uses a domain of its own.`;
  return isThere
    ? bouncing.warn(`${what} Its MX record stands.`, {
        step: 'Wait: SES looks again by itself, within 72 hours.',
      })
    : bouncing.warn(what, { records: [record] });
}

const listed = check({
  id: 'spf',
  topic: 'domain',
  why: 'SPF tells receivers that Amazon SES may send for the bounce domain. Gmail and Yahoo want SPF and DKIM of whoever sends much.',
});

function findSpf(facts: Facts, dns: DnsFacts): Finding {
  const name = mailFromOf(facts);
  const said = seenIn(dns, questionOf('TXT', name));
  if (!said.ok) return listed.unseen(`DNS does not say what stands at ${name}: ${said.failure.message}`);
  const records = said.value.filter((text) => /^v=spf1(\s|$)/i.test(text));
  if (records.length === 0) return listed.wrong(`${name} has no SPF record.`, { records: [spfRecord(name)] });
  if (records.length > 1)
    return listed.wrong(`${name} has ${records.length} SPF records; receivers then believe none.`, {
      step: 'Leave one of them, which names include:amazonses.com.',
    });
  return /\sinclude:amazonses\.com(\s|$)/i.test(records[0] ?? '')
    ? listed.ok(`The SPF record of ${name} names Amazon SES.`)
    : listed.wrong(`The SPF record of ${name} does not name Amazon SES.`, {
        step: 'Put include:amazonses.com into it, before its last word.',
        records: [spfRecord(name)],
      });
}
