import { ask, canAsk, confirm, readGiven, tell } from './ask.ts';
import type { Given } from './ask.ts';
import { CommandError } from './client.ts';
import type { Command, Found, Run } from './command.ts';
import { connected } from './source-shapes.ts';
import type { Connected, Guide } from './source-shapes.ts';

export const sourceAdd: Command = {
  words: ['source', 'add'],
  reads: ['id', 'set', 'dry-run', 'secret-from-stdin'],
  takes: 1,
  usage: 'source add shopify',
  about: 'connect a platform to a brand: tells the address, keeps the secret, names the topics',
  help: [
    '--id NAME              of the source, the last part of its address; default: the platform’s',
    '--set name=value       a setting of the platform, see docs/platforms.md; again for each',
    '--secret-from-stdin    the first line is the secret, a second one the API credential;',
    '                       or set EXTRAMILE_SECRET and EXTRAMILE_CREDENTIAL',
    '--dry-run              says what would be done, and does nothing',
    '--yes                  does not ask before it is done',
    '',
    'Without a secret you are asked for it, unseen. Where the platform shows it only later, leave it out and give it',
    'with "source rotate". A secret that we make is shown once.',
  ],
  run: add,
};

async function add({ client, brand, options, rest: [platform] }: Run): Promise<Found> {
  if (!platform) throw new CommandError('Say which platform: source add shopify. All: source list', 2);
  const path = `/api/brands/${encodeURIComponent(brand)}/sources`;
  const told = settingsOf(options.set ?? []);
  const wish = { platform, ...(options.id && { id: options.id }), settings: told };
  const plan = connected.parse(await client.call('POST', path, { ...wish, dryRun: true }));
  if (options['dry-run']) return { data: plan, text: describePlan(plan, brand) };
  if (canAsk()) tell(`${clicks(plan)}\n`);
  const settings = { ...told, ...(await settingsFor(plan)) };
  const given = await secretsFor(plan, await readGiven(options['secret-from-stdin']));
  await confirm(`Connect ${platform} to ${brand} as "${plan.id}"?`, options.yes);
  const data = connected.parse(await client.call('POST', path, { ...wish, settings, ...given }));
  return {
    data,
    text: describe(data, { brand, hasSecret: data.made !== undefined || given.secret !== undefined }),
  };
}

function settingsOf(pairs: string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, name = '', value = ''] = /^([^=]+)=(.+)$/s.exec(pair) ?? [];
      if (!name) throw new CommandError('A setting looks like this: --set name=value', 2);
      return [name, value];
    }),
  );
}

async function settingsFor({ missing, platform }: Connected): Promise<Record<string, string>> {
  const all: Record<string, string> = {};
  for (const { name, what } of missing) {
    if (!canAsk()) throw new CommandError(`${platform} needs --set ${name}=… (${what})`, 2);
    all[name] = await ask(`${what}\n${name}: `);
  }
  return all;
}

/** What was not given is asked for, as far as somebody is there; an empty answer leaves it out. */
async function secretsFor({ secret: origin, credential: opens }: Guide, given: Given): Promise<Given> {
  if (!canAsk()) return given;
  let { secret, credential } = given;
  if (secret === undefined && 'shown' in origin)
    secret = await ask(`${origin.shown}\nSecret (not shown; empty: later): `, { hidden: true });
  // The credential is kept beside the secret: without one there is no place for it yet.
  if (credential === undefined && opens && (secret || 'ours' in origin))
    credential = await ask(`${opens}\nCredential (not shown; empty: none): `, { hidden: true });
  return { ...(secret && { secret }), ...(credential && { credential }) };
}

const clicks = ({ steps }: Guide): string => steps.map((step, at) => `  ${at + 1}. ${step}`).join('\n');

/** The address, what to tick and what to do there. */
export function describeGuide(of: Guide): string {
  const topics = of.topics.map(
    ({ topic, becomes, note }) => `  ${topic} → ${becomes.join(', ')}${note ? ` (${note})` : ''}`,
  );
  return [
    `Address\n  ${of.address}`,
    `Topics to tick\n${topics.join('\n')}`,
    ...(of.steps.length > 0 ? [`What to do at the platform\n${clicks(of)}`] : []),
  ].join('\n\n');
}

const describePlan = (plan: Connected, brand: string): string =>
  [
    `This would connect ${plan.platform} to ${brand} as "${plan.id}".`,
    describeGuide(plan),
    ...plan.missing.map(({ name, what }) => `It needs --set ${name}=…\n  ${what}`),
    'Nothing was written.',
  ].join('\n\n');

function describe(done: Connected, { brand, hasSecret }: { brand: string; hasSecret: boolean }): string {
  const name = `${done.id} --brand ${brand}`;
  const next = hasSecret
    ? `Next: once it has posted something, source check ${name}`
    : `It has no secret yet, so its webhooks are refused. Next: source rotate ${name}`;
  return [
    `Connected ${done.platform} to ${brand} as "${done.id}".`,
    describeGuide(done),
    ...(done.made ? [`Secret, shown this once\n  ${done.made}`] : []),
    ...(hasSecret && !done.made ? ['The secret is kept.'] : []),
    next,
  ].join('\n\n');
}
