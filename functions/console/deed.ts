import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import type { Deed } from '../../shared/contract/life.ts';
import { ONE_LINE, isOneLine } from '../../shared/contract/wording.ts';
import { iso } from '../../shared/domain/time/waits.ts';
import type { Call } from './resource.ts';

/** A sentence for those who look at it later. */
export const whyOf = z.string().trim().min(1).max(500).refine(isOneLine, ONE_LINE);

export const now = (): string => iso(Temporal.Now.instant());

export const deedOf = ({ by }: Call, why: string): Deed => ({ by, at: now(), why });
