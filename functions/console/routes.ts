import { id } from '../../shared/contract/primitives.ts';
import { audit } from './audit.ts';
import { backFills } from './back-fill.ts';
import { diff } from './diff.ts';
import { forecast } from './forecast.ts';
import { followUps } from './follow-ups.ts';
import { RULES, TEMPLATES } from './life.ts';
import { platforms } from './platforms.ts';
import { privacyExport } from './privacy-export.ts';
import { privacy, privacyDone, privacyErase } from './privacy.ts';
import { publishing } from './publish.ts';
import { replay } from './replay.ts';
import type { Resource } from './resource.ts';
import { rotations } from './rotations.ts';
import { approval, settings } from './settings.ts';
import { source, sources } from './sources.ts';
import { testAddressConfirm, testAddressRemove, testAddresses } from './test-addresses.ts';
import { testSends } from './test-sends.ts';
import { tryOut } from './try.ts';
import { why } from './why.ts';

const RESOURCES: readonly Resource[] = [
  followUps,
  platforms,
  sources,
  source,
  rotations,
  backFills,
  privacy,
  privacyExport,
  privacyErase,
  privacyDone,
  ...RULES,
  ...TEMPLATES,
  publishing,
  diff,
  audit,
  settings,
  approval,
  tryOut,
  replay,
  forecast,
  testSends,
  testAddresses,
  testAddressConfirm,
  testAddressRemove,
  why,
];

type Found = { resource: Resource; parameters: Record<string, string> };

/** The resource at a path under `/api/brands/{brand}/`, and what stands in its places. */
export function findResource(path: string): Found | undefined {
  for (const resource of RESOURCES) {
    const parameters = match(resource.path.split('/'), path.split('/'));
    if (parameters) return { resource, parameters };
  }
  return undefined;
}

function match(pattern: string[], path: string[]): Record<string, string> | undefined {
  if (pattern.length !== path.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [at, part] of pattern.entries()) {
    const given = path[at] ?? '';
    const place = /^\{(\w+)\}$/.exec(part)?.[1];
    if (place === undefined ? part !== given : !id.safeParse(given).success) return undefined;
    if (place !== undefined) parameters[place] = given;
  }
  return parameters;
}
