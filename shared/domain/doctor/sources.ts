import type { Finding } from '../../contract/doctor.ts';
import { check } from './check.ts';
import type { Facts, SourceFacts } from './facts.ts';

const connected = check({
  id: 'sources',
  topic: 'sources',
  why: 'Without a source nobody tells what happened, and nobody is thanked.',
});
const secret = check({
  id: 'source-secrets',
  topic: 'sources',
  why: 'Webhooks of a source without a secret are refused: its orders are lost.',
});
const heard = check({
  id: 'source-webhooks',
  topic: 'sources',
  why: 'A platform that stops its webhooks does not say so; its customers just go without thanks.',
});
const refused = check({
  id: 'source-refusals',
  topic: 'sources',
  why: 'A webhook that is refused is an order that nobody is thanked for, or somebody who tries to forge one.',
});

/** The connected platforms: can they be believed, and do they speak? */
export function findSources({ sources, brand: { id: brand } }: Facts): Finding[] {
  if (sources.length === 0)
    return [
      connected.warn(`${brand} has no source.`, {
        commands: [
          `npm run -s extramile -- source list --brand ${brand}`,
          `npm run -s extramile -- source add PLATFORM --brand ${brand}`,
        ],
      }),
    ];
  return [findSecrets(sources, brand), findHeard(sources, brand), findRefused(sources, brand)];
}

const idsOf = (sources: readonly SourceFacts[]): string => sources.map(({ id }) => id).join(', ');

function findSecrets(sources: readonly SourceFacts[], brand: string): Finding {
  const without = sources.filter(({ secrets }) => secrets === 0);
  if (without.length === 0) return secret.ok('Every source has its secret.');
  return secret.wrong(`There is no secret yet of: ${idsOf(without)}.`, {
    commands: without.map(({ id }) => `npm run -s extramile -- source rotate ${id} --brand ${brand}`),
  });
}

function findHeard(sources: readonly SourceFacts[], brand: string): Finding {
  const silent = sources.filter(({ silentSince }) => silentSince !== undefined);
  const never = sources.filter(({ lastSeenAt }) => lastSeenAt === undefined);
  const look = (of: readonly SourceFacts[]) =>
    of.slice(0, 3).map(({ id }) => `npm run -s extramile -- source check ${id} --brand ${brand}`);
  if (silent.length > 0)
    return heard.wrong(
      `Fallen silent: ${silent.map(({ id, lastSeenAt = '' }) => `${id} (last ${lastSeenAt.slice(0, 10)})`).join(', ')}.`,
      {
        step: 'Look at the webhooks in the settings of the platform, and enable them again.',
        commands: look(silent),
      },
    );
  const last = sources
    .flatMap(({ lastSeenAt }) => lastSeenAt ?? [])
    .toSorted()
    .at(-1);
  if (never.length === sources.length)
    return heard.warn('No source has sent a genuine webhook yet.', {
      step: 'Place a test order, then look what came:',
      commands: look(never),
    });
  const speaking = `The last genuine webhook came ${last?.slice(0, 16).replace('T', ' ') ?? ''} UTC.`;
  if (never.length > 0)
    return heard.warn(`${speaking} Nothing has come yet from: ${idsOf(never)}.`, { commands: look(never) });
  return heard.ok(speaking);
}

function findRefused(sources: readonly SourceFacts[], brand: string): Finding {
  const turned = sources.filter((one) => one.refused > 0);
  if (turned.length === 0) return refused.ok('No webhook was refused in the last seven days.');
  const counts = turned.map((one) => `${one.id} (${one.refused})`).join(', ');
  return refused.warn(`Refused in the last seven days: ${counts}.`, {
    step: 'See why; most often the secret was changed on one side only.',
    commands: turned.map(({ id }) => `npm run -s extramile -- source check ${id} --brand ${brand}`),
  });
}
