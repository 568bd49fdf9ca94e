import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Temporal } from 'temporal-polyfill';
import { startDynamo } from '../../infra/local/engines/dynamodb.ts';
import { ENV } from '../../shared/contract/names.ts';
import { dateEntries } from '../../shared/domain/people/date-entries.ts';
import { putDate } from '../../shared/store/dates.ts';
import { putContact } from '../../shared/store/planning.ts';
import { COMMAND_FILE } from '../helpers/command.ts';
import { makeBrand, makeContact } from '../helpers/make.ts';
import { type TestSystem, startSystem } from '../helpers/system.ts';

const COUNTRIES = ['DE', 'ES', 'FR', 'US', 'JP'];
const two = (value: number): string => String((value % 28) + 1).padStart(2, '0');
const personOf = (at: number) => ({
  email: `person-${at}@example.com`,
  firstName: 'Ana',
  lastName: `Ruiz ${at}`,
  birthday: `${1950 + (at % 50)}-${String((at % 12) + 1).padStart(2, '0')}-${two(at)}`,
  country: COUNTRIES[at % COUNTRIES.length] ?? 'DE',
  since: `20${String(10 + (at % 15))}-06-${two(at)}`,
});

/**
 * A file of people through the CLI into the running system: once new, once more known. Beside it the same items (the
 * profile and three of dates for each person) by bare BatchWriteItem into the same engine. The first part alone shows
 * whether memory grows with the rows.
 */
export async function benchImport(rows: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'extramile-bench-'));
  const engine = await startDynamo(folder);
  const system = await startSystem({ env: { DYNAMODB_ENDPOINT: engine.endpoint } });
  try {
    const tenth = await writePeople(join(folder, 'tenth.csv'), Math.ceil(rows / 10));
    const all = await writePeople(join(folder, 'all.csv'), rows);
    console.log(
      `\nImport of ${rows} people by the CLI into the local system; the machine's cores are shared\n`,
    );
    const small = await timed(system, ['contacts', 'import', tenth, '--yes']);
    const small2 = await peakOf(system.pid);
    const fresh = await timed(system, ['contacts', 'import', all, '--yes']);
    const peak = await peakOf(system.pid);
    const dry = await timed(system, ['contacts', 'import', all, '--dry-run']);
    const again = await timed(system, ['contacts', 'import', all, '--yes']);
    const out = await timed(system, ['contacts', 'export', join(folder, 'out.csv')]);
    const bare = await writeBare(engine.endpoint, rows);
    const per = ({ seconds }: { seconds: number }): string => `${(rows / seconds).toFixed(0)} rows a second`;
    console.log(`new people      ${per(fresh)}; ${(fresh.seconds / bare.seconds).toFixed(2)} × the time of bare BatchWriteItem of the same items (${per(bare)})
looked at       ${per(dry)} (dry run)
known people    ${per(again)} (a second time, nothing changes)
export          ${per(out)}
peak memory     CLI ${small.peak.toFixed(0)} MB for a tenth of the rows, ${fresh.peak.toFixed(0)} MB for all; local system ${small2.toFixed(0)} and ${peak.toFixed(0)} MB`);
  } finally {
    await system.stop();
    await engine.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function writePeople(path: string, rows: number): Promise<string> {
  const out = createWriteStream(path);
  out.write('email,first_name,last_name,birthday,country,customer_since,consent\n');
  for (let at = 0; at < rows; at++) {
    const { email, firstName, lastName, birthday, country, since } = personOf(at);
    const isRoom = out.write(`${[email, firstName, lastName, birthday, country, since, 'granted'].join()}\n`);
    if (!isRoom) await once(out, 'drain');
  }
  out.end();
  await finished(out);
  return path;
}

async function timed(system: TestSystem, args: string[]): Promise<{ seconds: number; peak: number }> {
  const from = performance.now();
  const child = spawn(process.execPath, [COMMAND_FILE, ...args], {
    env: { ...process.env, EXTRAMILE_URL: system.url, EXTRAMILE_DATA: system.data },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [said, peak] = await Promise.all([text(child.stderr), watch(child)]);
  if (child.exitCode !== 0) throw new Error(said);
  return { seconds: (performance.now() - from) / 1000, peak };
}

/** The most memory that a process held, looked at until it ends. */
async function watch(child: ChildProcess): Promise<number> {
  let peak = 0;
  const look = async (): Promise<void> => {
    peak = Math.max(peak, await peakOf(child.pid ?? 0));
  };
  const timer = setInterval(() => void look(), 100);
  await once(child, 'exit');
  clearInterval(timer);
  return peak;
}

/** MB, by the kernel. */
async function peakOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
}

const LANES = 4;
const MOST_WRITTEN = 25;

/** The opponent: the same items, as fast as the SDK writes them, without reading and without conditions. */
async function writeBare(endpoint: string, rows: number): Promise<{ seconds: number }> {
  const client = new DynamoDBClient({
    endpoint,
    region: 'local',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });
  const table = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const { TableNames: [name = ''] = [] } = await client.send(new ListTablesCommand());
  process.env[ENV.table] = name;
  const items = bareItems(rows);
  const lane = async (): Promise<void> => {
    for (;;) {
      const batch = Array.from({ length: MOST_WRITTEN }, () => items.next().value).filter(
        (item) => item !== undefined,
      );
      if (batch.length === 0) return;
      const RequestItems = { [name]: batch.map((Item) => ({ PutRequest: { Item } })) };
      await table.send(new BatchWriteCommand({ RequestItems }));
    }
  };
  const from = performance.now();
  await Promise.all(Array.from({ length: LANES }, lane));
  const seconds = (performance.now() - from) / 1000;
  client.destroy();
  return { seconds };
}

function* bareItems(rows: number): Generator<Record<string, unknown>, undefined> {
  const [now, at] = [Temporal.Now.instant(), new Date().toISOString()];
  const brand = makeBrand({ id: 'bare' });
  for (let each = 0; each < rows; each++) {
    const { email, firstName, lastName, birthday, country, since } = personOf(each);
    const contact = makeContact({
      brand: 'bare',
      id: `bare-person-number-${each}`.slice(0, 22).padEnd(22, '0') + String(each),
      email,
      firstName,
      lastName,
      country,
      consent: { marketing: 'granted', at, source: 'import', proof: 'Import of people.csv on 2026-11-27' },
      dates: {
        birthday: { on: birthday, from: 'import', at },
        customer: { on: since, from: 'import', at },
      },
    });
    const writes = [putContact(contact), ...dateEntries(undefined, contact, { brand, now }).map(putDate)];
    for (const { Put } of writes) if (Put?.Item) yield Put.Item;
  }
  return undefined;
}
