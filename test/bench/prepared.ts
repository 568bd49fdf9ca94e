import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { constants, createWriteStream } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGzip } from 'node:zlib';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { ROOT, fingerprint } from '../../infra/fingerprint.ts';
import type { CloudOptions } from '../../infra/local/cloud.ts';
import { findDynoxide } from '../../infra/local/engines/dynamodb.ts';
import { publishFolder } from '../../infra/publish-folder.ts';
import { ENV } from '../../shared/contract/names.ts';
import { type TestCloud, startCloud } from '../helpers/cloud.ts';

export type Contents = {
  /** Letters, figures and dashes. */
  name: string;
  items: () => Iterable<Record<string, unknown>>;
  /** The file that makes the items: when it changes, they are made anew. */
  madeBy: string;
};

/** The first of the items show how they lie in the table. */
const SAMPLE = 300;
const DATABASE = 'data.db';
const run = promisify(execFile);

/**
 * AWS with a table that is full already. It is made once, as an export that the embedded engine loads, and kept in
 * `.build`; what is started is a copy.
 */
export async function startPrepared(
  contents: Contents,
  options: Pick<CloudOptions, 'quota'> = {},
): Promise<TestCloud> {
  const kept = await prepared(contents);
  const data = await mkdtemp(join(tmpdir(), 'extramile-prepared-'));
  const folder = join(data, 'dynamodb', 'dynoxide');
  await mkdir(folder, { recursive: true });
  await copyFile(join(kept, DATABASE), join(folder, DATABASE), constants.COPYFILE_FICLONE);
  const cloud = await startCloud({ ...options, data, tellCapacity: true });
  return {
    ...cloud,
    async stop() {
      await cloud.stop();
      await rm(data, { recursive: true, force: true });
    },
  };
}

function prepared(contents: Contents): Promise<string> {
  // What makes items asks for the name of the table.
  process.env[ENV.table] ??= 'any';
  const sample = JSON.stringify(sampleOf(contents));
  const files = [contents.madeBy, 'infra/constructs/ledger-table.ts'];
  const hash = fingerprint(files, contents.name, sample);
  return publishFolder(join(ROOT, '.build', `bench-${contents.name}-${hash}`), async (folder) => {
    const from = performance.now();
    console.log(`  the table "${contents.name}" is made, once …`);
    const source = await mkdtemp(join(tmpdir(), 'extramile-export-'));
    try {
      const items = await writeExport(source, contents);
      await load(source, join(folder, DATABASE));
      const seconds = (performance.now() - from) / 1000;
      console.log(`  ${items} items in ${seconds.toFixed(0)} s\n`);
    } finally {
      await rm(source, { recursive: true, force: true });
    }
  });
}

function sampleOf({ items }: Contents): Record<string, unknown>[] {
  const sample: Record<string, unknown>[] = [];
  for (const item of items()) if (sample.push(item) === SAMPLE) break;
  return sample;
}

/** As DynamoDB exports a table: gzipped lines, one item each. Beside it what the table looks like. */
async function writeExport(folder: string, { items }: Contents): Promise<number> {
  const cloud = await startCloud();
  try {
    const { Table } = await cloud.client.send(new DescribeTableCommand({ TableName: cloud.tableName }));
    await writeFile(join(folder, 'schema.json'), JSON.stringify({ Table }));
    const data = join(folder, cloud.tableName, 'data');
    await mkdir(data, { recursive: true });
    const zip = createGzip({ level: 1 });
    const file = zip.pipe(createWriteStream(join(data, 'items.json.gz')));
    let written = 0;
    for (const item of items()) {
      const line = `${JSON.stringify({ Item: marshall(item, { removeUndefinedValues: true }) })}\n`;
      if (!zip.write(line)) await once(zip, 'drain');
      written += 1;
    }
    zip.end();
    await finished(file);
    return written;
  } finally {
    await cloud.stop();
  }
}

async function load(source: string, database: string): Promise<void> {
  const binary = findDynoxide();
  if (!binary)
    throw new Error('Large tables are loaded by the embedded engine, which is not installed here.');
  const schema = join(source, 'schema.json');
  await run(binary, ['import', '--source', source, '--schema', schema, '--output', database]);
}
