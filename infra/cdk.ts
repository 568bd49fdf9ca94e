import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ROOT } from './fingerprint.ts';

/** `cdk` itself with one convenience: `--stage prod` stands for `-c stage=prod`. It never asks for newer versions. */
const given = process.argv.slice(2).flatMap((word) => word.split(/^(--stage)=/).filter(Boolean));
const args = given.flatMap((word, i) => {
  if (word === '--stage') return ['-c', `stage=${given[i + 1] ?? ''}`];
  return given[i - 1] === '--stage' ? [] : [word];
});
const cdk = spawn(process.execPath, [fileURLToPath(import.meta.resolve('aws-cdk/bin/cdk')), ...args], {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...process.env, CDK_DISABLE_VERSION_CHECK: '1', CDK_DISABLE_CLI_TELEMETRY: '1' },
});
cdk.on('exit', (code) => process.exit(code ?? 1));
