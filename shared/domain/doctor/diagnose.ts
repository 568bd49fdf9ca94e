import { type Diagnosis, type Finding, findingTopic } from '../../contract/doctor.ts';
import { LOCAL_ACCOUNT } from '../../contract/names.ts';
import { findAccount, findFeedback } from './account.ts';
import { findBrand, findRules } from './brand.ts';
import { findDmarc } from './dmarc.ts';
import { type DnsFacts, type Facts } from './facts.ts';
import { findIdentity } from './identity.ts';
import { findLacks } from './local.ts';
import { findLinks } from './place.ts';
import { findAlarms, findDeadLetters, findDoubts } from './queues.ts';
import { findSources } from './sources.ts';

/** What stands between these facts and mail that arrives. */
export function diagnose(facts: Facts, dns: DnsFacts): Diagnosis {
  const isLocal = isLocalAccount(facts);
  const ofPlace = isLocal
    ? findLacks(facts.region)
    : [
        ...findLinks(facts),
        ...findIdentity(facts, dns),
        ...findDmarc(facts, dns),
        ...findAccount(facts),
        ...findFeedback(facts),
        ...findAlarms(facts),
      ];
  const findings = [
    ...ofPlace,
    ...findBrand(facts),
    ...findSources(facts),
    ...findRules(facts),
    ...findDeadLetters(facts),
    ...findDoubts(facts),
  ];
  return { isLocal, domain: facts.domain, findings: findings.toSorted(byTopic) };
}

/** There nothing is asked of DNS: the domain is made up. */
export const isLocalAccount = ({ account }: Pick<Facts, 'account'>): boolean => account === LOCAL_ACCOUNT;

const byTopic = (a: Finding, b: Finding): number =>
  findingTopic.options.indexOf(a.topic) - findingTopic.options.indexOf(b.topic);
