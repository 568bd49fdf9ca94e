// Adds up what the runners reported; `npm run check` counts as one. A report that is missing is a failure.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2] ?? '.';
let passed = 0;
let failed = 0;
for (const name of ['test', 'proof']) {
  const path = join(folder, `${name}.json`);
  if (!existsSync(path)) {
    failed += 1;
    continue;
  }
  const report = JSON.parse(readFileSync(path, 'utf8'));
  passed += report.numPassedTests;
  // A file that cannot be loaded runs no test at all: it counts as one failure.
  const unloaded = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
  );
  failed += report.numFailedTests + unloaded.length;
}
if (existsSync(join(folder, 'check'))) passed += 1;
else failed += 1;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
