import { join } from 'node:path';
import { buildFunctions } from './build.ts';
import { fingerprint, ROOT } from './fingerprint.ts';
import { publishFolder } from './publish-folder.ts';
import { STAGES, type StageName } from './stages.ts';

const INPUTS = [
  'infra/constructs',
  'infra/stacks',
  'infra/house.ts',
  'infra/rooms.ts',
  'infra/stages.ts',
  'shared/contract',
  'package-lock.json',
];

/**
 * Synthesises a stage as the command line would and returns the folder of the cloud assembly (`manifest.json`, both
 * templates, the asset). Done once per state of the inputs; a finding of the checks is thrown.
 */
export async function synthesise(name: StageName): Promise<{ folder: string }> {
  const functions = await buildFunctions();
  const hash = fingerprint(INPUTS, name, functions);
  const folder = await publishFolder(join(ROOT, '.build', `cdk-${hash}`), async (outdir) => {
    // The CDK takes a second to load: whoever finds the assembly ready need not wait for it.
    const { createApp } = await import('./house.ts');
    createApp({ stage: STAGES[name], functions, outdir, findings: 'throw' }).synth();
  });
  return { folder };
}
