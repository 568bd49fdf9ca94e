import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { beforeAll, expect, test } from 'vitest';
import { Alarms } from '../../infra/constructs/alarms.ts';
import { ROOT } from '../../infra/fingerprint.ts';
import { STAGES } from '../../infra/stages.ts';
import { METRIC, METRIC_NAMESPACE } from '../../shared/contract/names.ts';
import { type Assembly, ofType, type Properties, readAssembly, sorted, target } from './template.ts';

let assembly: Assembly;
let alarms: Properties[];
beforeAll(async () => {
  assembly = await readAssembly('dev');
  alarms = ofType(assembly.service, 'AWS::CloudWatch::Alarm').map(([, alarm]) => alarm);
});

const nameOf = (alarm: Properties): string => String(alarm['AlarmName']).replace(/^extramile-dev-/, '');
const headings = readFileSync(join(ROOT, 'docs', 'runbook.md'), 'utf8').matchAll(/^## (.+)$/gm);
const documented = [...headings].map(([, heading]) => heading!);

test('every alarm has a heading in the runbook', () => {
  expect(alarms.map(nameOf).filter((name) => !documented.includes(name))).toEqual([]);
});

test('the runbook describes no alarm that does not exist', () => {
  const names = new Set(alarms.map(nameOf));
  expect(documented.filter((heading) => /^[a-z]+(-[a-z]+)+$/.test(heading) && !names.has(heading))).toEqual(
    [],
  );
});

test('every alarm says what the failure means for people and where to read on', () => {
  for (const alarm of alarms) {
    expect(alarm['AlarmDescription']).toMatch(/^[A-Z].{60,}\. What to do: docs\/runbook\.md#/);
    expect(alarm['AlarmDescription']).toMatch(new RegExp(`#${nameOf(alarm)}$`));
  }
});

test('every alarm tells the operator', () => {
  for (const alarm of alarms) {
    const [action] = alarm['AlarmActions'];
    expect(assembly.service.Resources[target(action)]!.Type).toBe('AWS::SNS::Topic');
  }
});

test('what the functions count for alarms is watched', () => {
  const ours = alarms.filter((alarm) => alarm['Namespace'] === METRIC_NAMESPACE);
  expect(sorted(ours.map((alarm) => alarm['MetricName']))).toEqual(
    sorted([
      METRIC.bodyRejected,
      METRIC.brandHalted,
      METRIC.exportRequested,
      METRIC.signatureRejected,
      METRIC.sourceSilent,
      METRIC.unknown,
    ]),
  );
  expect(ours.find((alarm) => alarm['MetricName'] === METRIC.unknown)!['Threshold']).toBe(1);
});

test('silence is an alarm only where something must happen all the time', () => {
  const silent = alarms.filter((alarm) => alarm['TreatMissingData'] === 'breaching');
  expect(silent.map(nameOf)).toEqual(['calendar-silent', 'dispatch-silent']);
});

test('an alarm without a word about people cannot be made', () => {
  const made = new Alarms(new Stack(new App(), 'Stack'), 'Alarms', { stage: STAGES.dev });
  const metric = new Metric({ namespace: 'X', metricName: 'Y' });
  expect(() => made.raise({ name: 'mute', metric, impact: 'Broken.' })).toThrow(/mute must say/);
});
