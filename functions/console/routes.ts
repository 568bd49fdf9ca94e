import { id } from '../../shared/contract/primitives.ts';
import { answers, oneAnswer } from './answers.ts';
import { audit } from './audit.ts';
import { backFills } from './back-fill.ts';
import { diff } from './diff.ts';
import { forecast } from './forecast.ts';
import { makeBrand } from './make-brand.ts';
import { contactImport } from './contact-import.ts';
import { contact, contacts } from './contacts.ts';
import { unsubscribe } from './unsubscribe.ts';
import { doctor } from './doctor.ts';
import { figures } from './figures.ts';
import { FOLLOW_UP_ACTS } from './follow-up-acts.ts';
import { followUp, followUps } from './follow-ups.ts';
import { RULES, TEMPLATES } from './life.ts';
import { lookSettings } from './look.ts';
import { occasion, occasions } from './occasions.ts';
import { platforms } from './platforms.ts';
import { templatePreview } from './preview.ts';
import { privacyExport } from './privacy-export.ts';
import { privacy, privacyDone, privacyErase } from './privacy.ts';
import { publishing } from './publish.ts';
import { questionSettings, questionWording } from './question.ts';
import { replay } from './replay.ts';
import { refusedSettings } from './refused.ts';
import { reputationSettings } from './reputation.ts';
import type { Resource } from './resource.ts';
import { rotations } from './rotations.ts';
import { senderSettings } from './sender.ts';
import { approval, settings, timingSettings, unsubscribing } from './settings.ts';
import { source, sources } from './sources.ts';
import { trackingSettings } from './tracking.ts';
import { testAddressConfirm, testAddressRemove, testAddresses } from './test-addresses.ts';
import { testSends } from './test-sends.ts';
import { starter, starterUse, starters } from './starters.ts';
import { tryOut } from './try.ts';
import { waiting } from './waiting.ts';
import { warmUpSettings } from './warm-up.ts';
import { why } from './why.ts';

export const RESOURCES: readonly Resource[] = [
  followUps,
  followUp,
  ...FOLLOW_UP_ACTS,
  contacts,
  contactImport,
  contact,
  unsubscribe,
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
  waiting,
  ...TEMPLATES,
  templatePreview,
  starters,
  starter,
  starterUse,
  publishing,
  diff,
  audit,
  settings,
  approval,
  timingSettings,
  unsubscribing,
  reputationSettings,
  warmUpSettings,
  refusedSettings,
  senderSettings,
  trackingSettings,
  lookSettings,
  occasions,
  occasion,
  questionSettings,
  questionWording,
  answers,
  oneAnswer,
  tryOut,
  replay,
  forecast,
  testSends,
  testAddresses,
  testAddressConfirm,
  testAddressRemove,
  why,
  doctor,
  makeBrand,
  figures,
];

/** Ids of people and of what is planned for them are made by us; all others are chosen by somebody. */
const TOKENS = ['followUp', 'contact', 'answer'];
const isPlace = (place: string, given: string): boolean =>
  TOKENS.includes(place) ? /^[\w-]{1,256}$/.test(given) : id.safeParse(given).success;

type Found = { resource: Resource; parameters: Record<string, string> };

/** The resource at a path under `/api/brands/{brand}/`, and what stands in its places. */
export function findResource(path: string): Found | undefined {
  for (const resource of RESOURCES) {
    const parameters = match(resource.path.split('/'), path.split('/'));
    const isFit = parameters && Object.entries(parameters).every(([place, given]) => isPlace(place, given));
    if (isFit) return { resource, parameters };
  }
  return undefined;
}

/** The name in a path that would lead somewhere if it had the form of one, in a sentence. */
export function wrongNameIn(path: string): string | undefined {
  for (const resource of RESOURCES) {
    const places = Object.entries(match(resource.path.split('/'), path.split('/')) ?? {});
    const wrong = places.find(([place, given]) => given !== '' && !isPlace(place, given));
    if (wrong && !TOKENS.includes(wrong[0]))
      return `The address names the ${wrong[0]} "${wrong[1]}": a name has lower-case letters, digits and hyphens, 32 at most.`;
  }
  return undefined;
}

function match(pattern: string[], path: string[]): Record<string, string> | undefined {
  if (pattern.length !== path.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [at, part] of pattern.entries()) {
    const given = path[at] ?? '';
    const place = /^\{(\w+)\}$/.exec(part)?.[1];
    if (place === undefined && part !== given) return undefined;
    if (place !== undefined) parameters[place] = given;
  }
  return parameters;
}
