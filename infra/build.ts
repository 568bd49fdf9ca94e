import { join } from 'node:path';
import { build, version } from 'esbuild';
import { fingerprint, ROOT } from './fingerprint.ts';
import { publishFolder } from './publish-folder.ts';
import { OPTIONAL_ROOMS, ROOMS } from './rooms.ts';

const INPUTS = ['functions', 'shared', 'infra/build.ts', 'infra/rooms.ts', 'package-lock.json'];

/**
 * Bundles all rooms in one build with shared chunks and returns the folder: `{room}.mjs` at its root, `chunks/` beside.
 * Built once per state of the inputs; throws when a room has no handler or does not bundle.
 */
export async function buildFunctions(): Promise<string> {
  const hash = fingerprint(INPUTS, version);
  return publishFolder(join(ROOT, '.build', `functions-${hash}`), bundle);
}

async function bundle(outdir: string): Promise<void> {
  await build({
    absWorkingDir: ROOT,
    entryPoints: Object.fromEntries(
      [...ROOMS, ...OPTIONAL_ROOMS].map((room) => [room, `functions/${room}/handler.ts`]),
    ),
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // The ES modules of the AWS SDK can be shaken; esbuild's default for Node would take its CommonJS files.
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    entryNames: '[name]',
    chunkNames: 'chunks/[name]-[hash]',
    outExtension: { '.js': '.mjs' },
    // CommonJS libraries inside an ES module still call `require` for Node's own modules.
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
    logLevel: 'silent',
  });
}

if (import.meta.main) {
  const started = performance.now();
  const folder = await buildFunctions();
  console.log(`${folder} (${Math.round(performance.now() - started)} ms)`);
}
