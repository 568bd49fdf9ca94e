import { globSync, readFileSync } from 'node:fs';
import { dirname, normalize, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

/** What each layer may import of ours and of others. Everything else is an import against the direction. */
const LAYERS: Record<string, { ours: string[]; not?: RegExp }> = {
  'shared/contract': { ours: ['shared/contract'], not: /^(node:(fs|net|http|https|child_process)|@aws-sdk)/ },
  'shared/domain': {
    ours: ['shared/contract', 'shared/domain'],
    not: /^(node:(fs|net|http|https|child_process|timers.*|worker_threads)|@aws-sdk|@middy|aws-cdk|nodemailer|mjml)/,
  },
  'shared/sources': {
    ours: ['shared/contract', 'shared/domain', 'shared/sources'],
    not: /^(@aws-sdk|aws-cdk)/,
  },
  'shared/starters': {
    ours: ['shared/contract', 'shared/domain', 'shared/starters'],
    not: /^(node:|@aws-sdk|aws-cdk)/,
  },
  'shared/store': { ours: ['shared/contract', 'shared/domain', 'shared/store'], not: /^aws-cdk/ },
  'shared/clients': { ours: ['shared/contract', 'shared/domain', 'shared/clients'], not: /^aws-cdk/ },
  'shared/work': { ours: ['shared'], not: /^aws-cdk/ },
  functions: { ours: ['shared', 'functions'], not: /^(aws-cdk|constructs)/ },
  infra: { ours: ['shared/contract', 'infra'] },
};

const root = resolve(import.meta.dirname, '../..');
const files = globSync(['shared/**/*.ts', 'functions/**/*.ts', 'infra/**/*.ts'], { cwd: root }).map(
  normalize,
);
const layerOf = (path: string): string | undefined =>
  Object.keys(LAYERS)
    .filter((layer) => path.startsWith(`${layer}/`))
    .toSorted((a, b) => b.length - a.length)[0];

const IMPORT =
  /(?:^|\n)(?:import|export)\b[^'"\n;=(]*?(?:from\s*)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|\}\s*from\s*['"]([^'"]+)['"]/g;
const importsOf = (path: string): string[] =>
  [...readFileSync(resolve(root, path), 'utf8').matchAll(IMPORT)].flatMap(
    (match) => match[1] ?? match[2] ?? match[3] ?? [],
  );

function violations(path: string): string[] {
  const layer = layerOf(path);
  if (layer === undefined) return [`${path} is in no layer`];
  const allowed = LAYERS[layer];
  return importsOf(path).flatMap((to) => {
    if (!to.startsWith('.')) return allowed?.not?.test(to) ? [`${path} imports ${to}`] : [];
    const target = relative(root, resolve(root, dirname(path), to));
    if (target.startsWith('node_modules/')) return [];
    return allowed?.ours.some((prefix) => target.startsWith(`${prefix}/`))
      ? []
      : [`${path} imports ${target}`];
  });
}

describe('the layers', () => {
  test('imports run one way', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(files.flatMap(violations)).toEqual([]);
  });

  test('a room imports no other room', () => {
    const rooms = files.filter(
      (path) => path.startsWith('functions/') && !path.startsWith('functions/middleware/'),
    );
    const across = rooms.flatMap((path) => {
      const room = path.split('/')[1];
      return importsOf(path)
        .filter((to) => to.startsWith('.'))
        .map((to) => relative(root, resolve(root, dirname(path), to)))
        .filter((to) => to.startsWith('functions/') && ![room, 'middleware'].includes(to.split('/')[1]))
        .map((to) => `${path} imports ${to}`);
    });
    expect(across).toEqual([]);
  });

  test('an import against the direction is seen', () => {
    expect(importsOf('shared/store/planning.ts')).toContain('../domain/ledger/plan.ts');
    expect(importsOf('functions/plan/accelerate.ts')).toContain('../../shared/clients/send-queue.ts');
  });

  test('no source file is over 200 lines', () => {
    const long = files.filter((path) => readFileSync(resolve(root, path), 'utf8').split('\n').length > 201);
    expect(long).toEqual([]);
  });
});
