import { ask, canAsk, confirm, readGiven, tell } from './ask.ts';
import type { Given } from './ask.ts';
import { CommandError } from './client.ts';
import type { Command, Found, Run } from './command.ts';
import { rotated, sourceState } from './source-shapes.ts';
import type { SourceState } from './source-shapes.ts';

export const sourceRotate: Command = {
  words: ['source', 'rotate'],
  usage: 'source rotate shopify [--end]',
  about: 'give a source a new secret; the old one is believed too until --end',
  help: [
    '--end                  ends it: only the new secret is believed from now on',
    '--secret-from-stdin    the first line is the new secret, a second one a new API credential;',
    '                       or set EXTRAMILE_SECRET and EXTRAMILE_CREDENTIAL',
    '--yes                  does not ask before it is done; --end wants it where nobody can be asked',
    '',
    'A source that has no secret yet gets its first. With a credential alone, only that is changed.',
  ],
  run: rotate,
};

async function rotate({ client, brand, options, rest: [source] }: Run): Promise<Found> {
  if (!source) throw new CommandError('Say which source: source rotate shopify', 2);
  const path = `/api/brands/${encodeURIComponent(brand)}/sources/${encodeURIComponent(source)}`;
  const state = sourceState.parse(await client.call('GET', path));
  const name = `${source} --brand ${brand}`;
  if (options.end) {
    if (!options.yes && !canAsk())
      throw new CommandError('From then on the old secret is refused: say so with --yes.', 2);
    await confirm(`Refuse the old secret of "${source}" from now on?`, options.yes);
    const data = rotated.parse(await client.call('DELETE', `${path}/rotate`));
    return { data, text: 'Only the new secret is believed, everywhere within a minute.' };
  }
  const given = await newSecret(state, await readGiven(options['secret-from-stdin']));
  await confirm(`Change what "${source}" is trusted by?`, options.yes);
  const data = rotated.parse(await client.call('POST', `${path}/rotate`, given));
  if (given.secret === undefined && given.credential !== undefined)
    return { data, text: 'The credential is kept; the secrets stay.' };
  const made = data.made ? `Secret, shown this once\n  ${data.made}\n\n` : '';
  if (data.secrets === 1) return { data, text: `${made}The secret is kept. Next: source check ${name}` };
  return {
    data,
    text: `${made}The new secret and the old one are both believed. Enter the new one at ${state.name}, see with "source check ${name}" that webhooks keep arriving, then: source rotate ${name} --end`,
  };
}

async function newSecret({ secret, name }: SourceState, given: Given): Promise<Given> {
  if (given.secret !== undefined || given.credential !== undefined || 'ours' in secret) return given;
  if (!canAsk())
    throw new CommandError(
      `${name} makes the secret: give it with --secret-from-stdin or EXTRAMILE_SECRET.`,
      2,
    );
  tell(secret.shown);
  return { ...given, secret: await ask('New secret (not shown): ', { hidden: true }) };
}
