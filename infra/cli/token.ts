import * as z from 'zod';
import { ROLES } from '../../shared/contract/role.ts';
import { CommandError } from './client.ts';
import type { Command, Found, Run } from './command.ts';
import { readSettings } from './edit-settings.ts';

const made = z.object({ token: z.string(), role: z.string(), brand: z.string(), name: z.string() });

/** Prints the token alone, so that a shell can take it: `EXTRAMILE_TOKEN=$(… token --role editor)`. */
async function makeToken(run: Run): Promise<Found> {
  const { client, brand, options } = run;
  const { role, name } = options;
  if (role === undefined || !ROLES.some((known) => known === role))
    throw new CommandError(`Say which role: --role ${ROLES.join(', --role ')}.`, 2);
  const body = { role, brand, ...(name !== undefined && { name }) };
  const answer = await client.call('POST', '/local/token', body).catch((error: unknown) => {
    throw isNotThere(error)
      ? new CommandError(
          'Only the local system makes tokens. A deployed stage signs people in by its user pool, whose groups are {brand}.{role}.',
          1,
          { cause: error },
        )
      : error;
  });
  const data = made.parse(answer);
  // A brand that is not there would be opened by it, and nobody would know why nothing works.
  await readSettings(run);
  return { data, text: data.token };
}

const isNotThere = (error: unknown): boolean =>
  error instanceof CommandError && error.message.startsWith('Refused (404): Not Found');

export const TOKEN: Command = {
  words: ['token'],
  reads: ['role', 'name'],
  usage: 'token --role editor [--brand demo] [--name Bea]',
  about: 'a token of somebody who may do less, to try roles and approval (local system)',
  help: [
    `--role R    ${ROLES.join(', ')}; each may do what those before it may`,
    '--name N    who it is, as the audit names them: two names are two people',
    '',
    'It prints the token alone: EXTRAMILE_TOKEN=$(npm run -s extramile -- token --role editor --name Bea)',
  ],
  run: makeToken,
};
