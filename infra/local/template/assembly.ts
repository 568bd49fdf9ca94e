import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { StackInput } from './read.ts';

const manifest = z.looseObject({
  artifacts: z.record(
    z.string(),
    z.looseObject({
      type: z.string(),
      properties: z.looseObject({ templateFile: z.string().optional() }).optional(),
    }),
  ),
});

/** The stacks of a synthesised cloud assembly, each with its template. */
export async function readAssembly(folder: string): Promise<StackInput[]> {
  const { artifacts } = manifest.parse(await readJson(join(folder, 'manifest.json')));
  const stacks = Object.entries(artifacts).filter(([, { type }]) => type === 'aws:cloudformation:stack');
  return Promise.all(
    stacks.map(async ([name, { properties }]) => ({
      name,
      template: await readJson(join(folder, properties?.templateFile ?? `${name}.template.json`)),
    })),
  );
}

/** The folder of the very asset that a deployment would upload for this key. */
export function assetFolder(assembly: string, key: string | undefined): string {
  const folder = join(assembly, `asset.${(key ?? '').replace(/\.zip$/, '')}`);
  if (!existsSync(folder))
    throw new Error(`The assembly ${assembly} holds no asset for ${key ?? 'a function'}.`);
  return folder;
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8'));
}
