import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { loadAlarms } from '../../clients/alarms.ts';
import { askDns } from '../../clients/dns.ts';
import { loadAccount, loadDestinations, loadIdentity } from '../../clients/mail-account.ts';
import { configurationSetOf } from '../../clients/configuration-sets.ts';
import { loadLength } from '../../clients/queue-length.ts';
import { readSourceSecrets } from '../../clients/secrets.ts';
import type { Brand } from '../../contract/brand.ts';
import type { Diagnosis } from '../../contract/doctor.ts';
import { requireEnv } from '../../contract/env.ts';
import { ENV } from '../../contract/names.ts';
import { diagnose, isLocalAccount } from '../../domain/doctor/diagnose.ts';
import { questionsOf } from '../../domain/doctor/dns.ts';
import type { DeadLetterFacts, Facts, RuleFacts, SourceFacts } from '../../domain/doctor/facts.ts';
import { NONE, warmDayOf } from '../../domain/reputation/warm-up.ts';
import { loadProgress } from '../../store/account-suppressions.ts';
import { loadArrivals } from '../../store/arrivals.ts';
import { loadSilences } from '../../store/rhythm.ts';
import { listAcross } from '../../store/follow-up-lists.ts';
import { readLive } from '../../store/rules.ts';
import { listSources } from '../../store/sources.ts';
import { loadTemplate } from '../../store/templates.ts';
import { loadWarm } from '../../store/warm-up.ts';

/** Looks at the house and one brand of it, without changing anything. What SES, SQS or DNS does not tell is a finding of its own. */
export async function examine(brand: Brand): Promise<Diagnosis> {
  const facts = await gather(brand);
  const questions = isLocalAccount(facts) ? [] : questionsOf(facts);
  const answers = await Promise.all(questions.map(async (one) => [one, await askDns(one)] as const));
  return diagnose(facts, new Map(answers));
}

async function gather(brand: Brand): Promise<Facts> {
  const place = placeOf(requireEnv(ENV.senderIdentity));
  const configurationSet = configurationSetOf(brand);
  const [identity, sending, destinations, sources, rules, deadLetters, alarms, warm, suppressions, doubts] =
    await Promise.all([
      loadIdentity(place.domain),
      loadAccount(),
      loadDestinations(configurationSet),
      gatherSources(brand.id),
      gatherRules(brand.id),
      gatherDeadLetters(),
      loadAlarms(requireEnv(ENV.alarms)),
      gatherWarm(brand),
      gatherSuppressions(),
      listAcross({ brand: brand.id, state: 'unknown', limit: MOST_DOUBTS }),
    ]);
  return {
    ...place,
    stage: requireEnv(ENV.stage),
    pagesUrl: requireEnv(ENV.pagesUrl),
    configurationSet,
    brand,
    warm,
    identity,
    sending,
    destinations,
    suppressions,
    sources,
    ...rules,
    doubts: doubts.items.length,
    deadLetters,
    alarms,
  };
}

/** Of the sender's identity: `arn:aws:ses:eu-central-1:123456789012:identity/mail.example.com`. */
export function placeOf(arn: string): Pick<Facts, 'account' | 'region' | 'domain'> {
  const [, , , region = '', account = '', identity = ''] = arn.split(':');
  return { region, account, domain: identity.replace(/^identity\//, '') };
}

async function gatherWarm(brand: Brand): Promise<Facts['warm']> {
  const day = warmDayOf(brand, Temporal.Now.instant());
  if (!day) return undefined;
  const counts = await loadWarm([{ brand: brand.id, warm: day }]);
  return { day, count: counts.get(brand.id) ?? NONE };
}

const MOST_DOUBTS = 100;
/** It is looked at once a day. */
const LATE = { hours: 48 } as const;

async function gatherSuppressions(): Promise<Facts['suppressions']> {
  const { through } = await loadProgress();
  const late = Temporal.Now.instant().subtract(LATE);
  const isLate = !through || Temporal.Instant.compare(Temporal.Instant.from(through), late) < 0;
  return { through, isLate };
}

async function gatherSources(brand: string): Promise<SourceFacts[]> {
  const [sources, silences] = await Promise.all([listSources(brand), loadSilences(brand)]);
  const since = Temporal.Now.plainDateISO('UTC').subtract({ days: 7 }).toString();
  return Promise.all(
    sources.map(async ({ id }) => {
      const [{ secrets }, { lastSeenAt, refused }] = await Promise.all([
        readSourceSecrets(brand, id),
        loadArrivals(brand, id),
      ]);
      const late = refused.filter(({ date }) => date >= since);
      return {
        id,
        secrets: secrets.length,
        lastSeenAt,
        silentSince: silences.get(id)?.lastSeenAt.toString(),
        refused: late.reduce((sum, { count }) => sum + count, 0),
      };
    }),
  );
}

/** A brand may have ten thousand rules, and few templates. */
const MOST_TEMPLATES = 200;

async function gatherRules(brand: string): Promise<{ liveRules: number; rules: RuleFacts[] }> {
  const { rules } = await readLive(brand);
  const wanted = new Map(rules.map((rule) => [`${rule.template}/${rule.templateVersion}`, rule]));
  const templates = new Map(
    await Promise.all(
      [...wanted].slice(0, MOST_TEMPLATES).map(async ([key, { template, templateVersion }]) => {
        const found = await loadTemplate(brand, template, templateVersion);
        return [key, found && Object.keys(found.languages)] as const;
      }),
    ),
  );
  const looked = rules.flatMap((rule) => {
    const key = `${rule.template}/${rule.templateVersion}`;
    return templates.has(key) ? [{ rule, languages: templates.get(key) }] : [];
  });
  return { liveRules: rules.length, rules: looked };
}

const queues = z.record(z.string(), z.string());

function gatherDeadLetters(): Promise<DeadLetterFacts[]> {
  const known = queues.parse(JSON.parse(requireEnv(ENV.deadLetters)));
  return Promise.all(
    Object.entries(known).map(async ([name, url]) => ({ name, url, count: await loadLength(url) })),
  );
}
