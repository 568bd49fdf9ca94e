import { ask, canAsk, confirm, confirmLoss, readGiven, tell } from './ask.ts';
import type { Given } from './ask.ts';
import { CommandError } from './client.ts';
import type { Command, Found, Run } from './command.ts';
import { rotated, sourceState } from './source-shapes.ts';
import type { SourceState } from './source-shapes.ts';

export const sourceRotate: Command = {
  words: ['source', 'rotate'],
  reads: ['end', 'secret-from-stdin'],
  takes: 1,
  usage: 'source rotate shopify [--end]',
  about: 'give a source a new secret; the old one is believed too until --end',
  help: [
    '--end                  ends it: only the new secret is believed from now on',
    '--secret-from-stdin    the first line is the new secret, a second one a new API credential;',
    '                       or set EXTRAMILE_SECRET and EXTRAMILE_CREDENTIAL',
    '--yes                  does not ask before it is done',
    '',
    'Where nobody can be asked, in a script, a new secret needs no --yes, as with "source add": what was believed still',
    'is. --end, and a credential in place of another, take something away and are refused without --yes.',
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
    const loss = 'From then on the old secret is refused';
    await confirmLoss(`Refuse the old secret of "${source}" from now on?`, { loss, yes: options.yes });
    const data = rotated.parse(await client.call('DELETE', `${path}/rotate`));
    return { data, text: 'Only the new secret is believed, everywhere within a minute.' };
  }
  const given = await newSecret(state, await readGiven(options['secret-from-stdin']));
  await agree(state, given, { question: `Change what "${source}" is trusted by?`, yes: options.yes });
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

/** A new secret is believed beside the old one; a credential takes the other's place. */
function agree(
  { hasCredential }: SourceState,
  { credential }: Given,
  { question, yes }: { question: string; yes: boolean | undefined },
): Promise<void> {
  const loss = 'It takes the place of the API credential that is kept';
  return hasCredential && credential !== undefined
    ? confirmLoss(question, { loss, yes })
    : confirm(question, yes);
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
