import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export type StartOptions = {
  fresh: boolean;
  demo: boolean;
  help: boolean;
  port: number;
  inboxPort: number;
  data: string;
};

export const HELP = `Starts Extra Mile on this machine.

  npm start                      the whole system, on data kept in .local/
  npm start -- --fresh           forget the kept data first
  npm start -- --no-demo         post no sample webhooks on fresh data

  PORT=3000                      where webhooks, pages and the API are
  INBOX_PORT=8005                where the mails are
  EXTRAMILE_DATA=.local          where data is kept
  DYNAMODB_ENGINE=dynamodb-local AWS's own engine instead of the embedded one (needs Java 17)
  DYNAMODB_ENDPOINT=http://…     an engine that runs already
`;

/** Reads arguments and environment. Throws a sentence for people when they make no sense. */
export function readOptions(args: string[], env: NodeJS.ProcessEnv): StartOptions {
  const { values } = parseArgs({
    args,
    options: {
      fresh: { type: 'boolean', default: false },
      'no-demo': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return {
    fresh: values.fresh,
    demo: !values['no-demo'],
    help: values.help,
    port: readPort('PORT', env, 3000),
    inboxPort: readPort('INBOX_PORT', env, 8005),
    data: resolve(env['EXTRAMILE_DATA'] || '.local'),
  };
}

function readPort(name: string, env: NodeJS.ProcessEnv, fallback: number): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`${name}=${text} is not a port.`);
  return port;
}
