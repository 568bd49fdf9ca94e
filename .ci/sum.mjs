// Adds up what the runners reported, and names what failed; `npm run check` counts as one. A report that is missing
// is a failure.
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const folder = process.argv[2] ?? '.';
const failures = [];
let passed = 0;
for (const name of ['test', 'proof']) {
  const path = join(folder, `${name}.json`);
  if (!existsSync(path)) {
    failures.push(`npm run ${name}: no report`);
    continue;
  }
  const report = JSON.parse(readFileSync(path, 'utf8'));
  passed += report.numPassedTests;
  for (const file of report.testResults) {
    const at = relative('.', file.name);
    const broken = file.assertionResults.filter((test) => test.status === 'failed');
    for (const test of broken) failures.push(`${at}: ${test.fullName}\n    ${reasonOf(test)}`);
    // A file that cannot be loaded runs no test at all: it counts as one failure.
    if (file.status === 'failed' && broken.length === 0) failures.push(`${at}: ${firstLine(file.message)}`);
  }
}
if (existsSync(join(folder, 'check'))) passed += 1;
else failures.push('npm run check');
for (const failure of failures) console.log(`failed: ${failure}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length > 0 || passed === 0 ? 1 : 0;

function reasonOf(test) {
  return firstLine(test.failureMessages?.[0]);
}

function firstLine(text) {
  return (text ?? 'no reason was given').split('\n', 1)[0].slice(0, 300);
}
