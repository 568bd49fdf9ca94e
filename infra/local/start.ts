import { relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRecord } from './json.ts';
import { DataFolder, FolderInUse } from './data-folder.ts';
import { runDemo } from './demo/demo.ts';
import { HELP, readOptions } from './options.ts';
import type { StartOptions } from './options.ts';
import { untilToldToStop } from './stop-signal.ts';
import { startSystem } from './system.ts';
import type { System } from './system.ts';

/** Milliseconds. */
const PATIENCE = 3000;

const say = (line: string): void => console.log(line);

/** The whole life of `npm start`; ends the process. */
export async function run(args: string[]): Promise<void> {
  try {
    const options = readOptions(args, process.env);
    if (options.help) say(HELP);
    else await live(options);
  } catch (error) {
    console.error(`\nExtra Mile did not start: ${explain(error)}`);
    process.exit(1);
  }
}

async function live(options: StartOptions): Promise<void> {
  const begun = performance.now();
  const stopped = untilToldToStop();
  const folder = await openFolder(options);
  const system = await startSystem({ folder, port: options.port, inboxPort: options.inboxPort, say: shown });
  await system.invoke('jobs', { job: 'seed-demo', hooksUrl: `${system.url}/hooks` });
  system.open();
  const seconds = (performance.now() - begun) / 1000;
  welcome(system, folder, seconds);
  if (options.demo && folder.isNew)
    await runDemo(system, commandOf(folder), say).catch((error: unknown) =>
      say(`The demo failed: ${explain(error)}`),
    );
  folder.markUsed();
  say('\nCtrl-C stops it; what was accepted is kept.');
  const reason = await Promise.race([stopped, system.failed.catch(explain)]);
  await system.stop();
  folder.release();
  if (reason === undefined) process.exit(0);
  console.error(`Extra Mile stopped: ${reason}`);
  process.exit(1);
}

/** Waits a moment for a system that is just ending. */
async function openFolder({ data, fresh }: StartOptions): Promise<DataFolder> {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    try {
      return new DataFolder(data, { fresh });
    } catch (error) {
      if (!(error instanceof FolderInUse)) throw error;
      if (performance.now() > deadline) throw new Error(inUse(data), { cause: error });
      await sleep(50);
    }
  }
}

const inUse = (data: string): string =>
  `another Extra Mile is using ${data}.\nStop that one first, or give this one its own folder and ports: ` +
  'EXTRAMILE_DATA=.local-2 PORT=3001 INBOX_PORT=8006 npm start';

const shown = (line: string): void => say(`  ! ${line}`);

function welcome(system: System, folder: DataFolder, seconds: number): void {
  const data = shortOf(folder);
  say(`
Extra Mile is running (ready in ${seconds.toFixed(1)} s)

  webhooks   ${system.url}/hooks/{brand}/{source}      brands: demo, demo-test
  inbox      http://localhost:${system.inboxPort}
  token      ${data}/token                       for ${system.url}/api
  logs       ${data}/log
`);
}

const shortOf = ({ path }: DataFolder): string => relative(process.cwd(), path) || path;

/** As it can be typed in the next terminal: the client finds the system by its folder. */
function commandOf(folder: DataFolder): string {
  const data = shortOf(folder);
  return `${data === '.local' ? '' : `EXTRAMILE_DATA=${data} `}npm run -s extramile --`;
}

function explain(error: unknown): string {
  if (isRecord(error) && error['code'] === 'EADDRINUSE') {
    const port = String(error['port']);
    return `port ${port} is in use.\nStop what uses it, or choose other ports: PORT=3001 INBOX_PORT=8006 npm start`;
  }
  return error instanceof Error ? error.message : String(error);
}
