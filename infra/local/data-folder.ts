import { existsSync, mkdirSync, readdirSync, rmSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseRecord } from './json.ts';

/** Shows that a folder is one of ours. */
const MARKER = 'extra-mile.json';
const LOCK = 'lock';

/** What the local system writes, folder by folder; nothing else is ever removed. */
const OURS: Record<string, RegExp> = {
  mail: /^[0-9a-f]{16}-[0-9a-f-]{36}-000000\.(eml|json|part)$/,
  log: /^[a-z-]+\.log$/,
  queues: /^fauxqs\.db(-wal|-shm|-journal)?$/,
  'dynamodb/dynoxide': /^data\.db(-wal|-shm|-journal)?$/,
  'dynamodb/dynamodb-local': /^shared-local-instance\.db(-wal|-shm|-journal)?$/,
  dynamodb: /^$/,
  '.': /^(clock\.json|secrets\.json|operator-key\.json|token|ports\.json|extra-mile\.json|paypal-(key|cert)\.pem)(\.new)?$/,
};

export class FolderInUse extends Error {}

/** Everything that outlives the process lies in one folder, which one process at a time may use. */
export class DataFolder {
  readonly path: string;
  /** Whether no earlier start has come as far as to be used. */
  readonly isNew: boolean;
  private readonly lock: DatabaseSync;

  /** Takes the folder. Throws `FolderInUse` when another process has it. */
  constructor(path: string, options: { fresh: boolean }) {
    this.path = path;
    mkdirSync(path, { recursive: true });
    this.lock = takeLock(join(path, LOCK));
    if (options.fresh && existsSync(join(path, MARKER))) this.clear();
    this.isNew = readMarker(join(path, MARKER)) !== 'used';
    if (this.isNew) this.mark('new');
    mkdirSync(join(path, 'log'), { recursive: true });
  }

  /** From now on what lies in it is somebody's. */
  markUsed(): void {
    this.mark('used');
  }

  private mark(state: 'new' | 'used'): void {
    writeFileSync(this.file(MARKER), `${JSON.stringify({ format: 1, state })}\n`);
  }

  file(name: string): string {
    return join(this.path, name);
  }

  release(): void {
    rmSync(this.file('ports.json'), { force: true });
    this.lock.close();
  }

  private clear(): void {
    for (const [folder, ours] of Object.entries(OURS)) {
      const inside = join(this.path, folder);
      if (!existsSync(inside)) continue;
      for (const name of readdirSync(inside))
        if (ours.test(name)) rmSync(join(inside, name), { force: true });
      if (folder !== '.' && readdirSync(inside).length === 0) rmdirSync(inside);
    }
  }
}

/** Folders that were made before the state was noted are in use. */
function readMarker(path: string): 'none' | 'new' | 'used' {
  if (!existsSync(path)) return 'none';
  return parseRecord(readFileSync(path, 'utf8'))?.['state'] === 'new' ? 'new' : 'used';
}

/** The lock is the operating system's, held by an open file: however the process ends, it is gone. */
function takeLock(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    throw new FolderInUse('in use', { cause: error });
  }
}
