import { shopify } from './shopify.ts';
import type { Platform } from './source.ts';
import { standardWebhooks } from './standard-webhooks.ts';
import { stripe } from './stripe.ts';

/** Every platform we understand. A new one is a file beside this and a line here. */
export const PLATFORMS: readonly Platform[] = [shopify, stripe, standardWebhooks];

export const findPlatform = (id: string): Platform | undefined =>
  PLATFORMS.find((platform) => platform.id === id);
