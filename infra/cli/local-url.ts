import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { parseRecord } from '../local/json.ts';

const portsFile = z.object({ pid: z.number(), port: z.number() });

/** Where the system on this machine answers: the one that is using the data folder, else as the environment says. */
export async function localUrl(data: string): Promise<string> {
  const text = await readFile(join(data, 'ports.json'), 'utf8').catch(() => '');
  const { data: running } = portsFile.safeParse(parseRecord(text));
  const port = running && isAlive(running.pid) ? running.port : Number(process.env['PORT']) || 3000;
  return `http://127.0.0.1:${port}`;
}

/** The file of a system that was killed stays behind. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
