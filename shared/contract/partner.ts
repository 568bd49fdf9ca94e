import * as z from 'zod';
import { id } from './primitives.ts';

const NAME = /^aws\.partner\/(shopify|stripe)\.com\/[A-Za-z0-9._/-]+$/;

/** A partner event bus, whose name is also the `source` of its events, and the source that its events belong to. */
const partnerBus = z.strictObject({
  bus: z.string().max(256).regex(NAME, 'use the name of a partner event bus of Shopify or Stripe'),
  brand: id,
  source: id,
});
export type PartnerBus = z.infer<typeof partnerBus>;

/** They stand in a variable of the function, and Lambda holds 4 kB of those. */
export const partnerBuses = z
  .array(partnerBus)
  .max(10)
  .refine((all) => new Set(all.map(({ bus }) => bus)).size === all.length, 'name each bus once');

/** The platform that a bus is of: `shopify` or `stripe`. Nobody but AWS can use such a name. */
export const platformOfBus = (bus: string): string | undefined => NAME.exec(bus)?.[1];
