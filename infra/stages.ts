import * as z from 'zod';
import { type PartnerBus, partnerBuses } from '../shared/contract/partner.ts';

const stageName = z.enum(['dev', 'prod']);
export type StageName = z.infer<typeof stageName>;

/** What differs between the places that Extra Mile is deployed to. Facts of one operator are parameters of the stacks. */
export type Stage = {
  readonly name: StageName;
  /** Whether people's data outlives a deleted stack, and the table refuses to be deleted. */
  readonly retain: boolean;
  /** Days that log lines are kept; they hold ids only. */
  readonly logDays: 30 | 90;
  readonly logLevel: 'debug' | 'info';
  /** Default of the parameter `SenderDomain`; without one, CloudFormation asks for it at the first deployment. */
  readonly senderDomain?: string;
  /** Requests per second of every route, so that a flood at `/hooks` cannot use up what `/api` needs. */
  readonly throttle: { readonly rate: number; readonly burst: number };
  /** The same of `/api` alone: a script that asks without pause leaves the webhooks their share. */
  readonly operatorThrottle: { readonly rate: number; readonly burst: number };
  /** Partner event buses of Shopify and Stripe, for shops that send their events there and not to `/hooks`. */
  readonly partnerBuses?: readonly PartnerBus[];
};

/** A shop's sale may bring a few hundred orders in a second; platforms repeat what is answered with 429. */
const throttle = { rate: 500, burst: 1000 };
/** A push of hundreds of files goes through at once; the CLI waits and tries again beyond that. */
const operatorThrottle = { rate: 100, burst: 300 };

export const STAGES: Readonly<Record<StageName, Stage>> = {
  dev: {
    name: 'dev',
    retain: false,
    logDays: 30,
    logLevel: 'debug',
    senderDomain: 'demo.example',
    throttle,
    operatorThrottle,
  },
  prod: { name: 'prod', retain: true, logDays: 90, logLevel: 'info', throttle, operatorThrottle },
};

/**
 * Reads the stage as the command line gave it, and the partner event buses where it gave some (a list or its JSON);
 * throws with the choices when there is no such stage.
 */
export function readStage(given: unknown, buses?: unknown): Stage {
  const name = stageName.safeParse(given ?? 'dev');
  if (!name.success)
    throw new Error(`Unknown stage ${JSON.stringify(given)}: choose one of ${stageName.options.join(', ')}.`);
  const stage = STAGES[name.data];
  return buses === undefined ? stage : { ...stage, partnerBuses: readBuses(buses) };
}

function readBuses(given: unknown): readonly PartnerBus[] {
  const read = partnerBuses.safeParse(typeof given === 'string' ? parseText(given) : given);
  if (!read.success) throw new Error(`The partner event buses: ${z.prettifyError(read.error)}`);
  return read.data;
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('The partner event buses: they are given as a list in JSON.');
  }
}
