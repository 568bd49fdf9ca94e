import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, Stack, Validations } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { createApp } from '../../infra/house.ts';
import { STAGES } from '../../infra/stages.ts';

let folder: string;
let app: App;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'extramile-checks-'));
  const functions = join(folder, 'functions');
  mkdirSync(functions);
  writeFileSync(join(functions, 'receive.mjs'), '');
  app = createApp({ stage: STAGES.prod, functions, outdir: join(folder, 'out'), findings: 'throw' });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('every finding that was accepted has a reason that explains itself', () => {
  const accepted = app.node
    .findAll()
    .flatMap((construct) =>
      construct.node.metadata.flatMap(({ type, data }) =>
        type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY
          ? Object.entries(z.record(z.string(), z.string()).parse(data))
          : [],
      ),
    );
  expect(accepted.length).toBeGreaterThan(10);
  expect(accepted.filter(([, reason]) => !/^[A-Z].{30,}\.$/.test(reason))).toEqual([]);
});

test('one new finding stops the synthesis', () => {
  const stack = app.node.findAll().find((construct) => construct.node.id === 'extramile-prod-service');
  if (!(stack instanceof Stack)) throw new Error('There is no service stack.');
  new Queue(stack, 'Careless');
  expect(() => app.synth()).toThrow(/AwsSolutions-SQS[34]/);
});
