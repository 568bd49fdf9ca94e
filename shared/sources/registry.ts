import { bigcommerce } from './bigcommerce.ts';
import { paddle } from './paddle.ts';
import { paypal } from './paypal.ts';
import { recharge } from './recharge.ts';
import { square } from './square.ts';
import { woocommerce } from './woocommerce.ts';
import { cloudevents } from './cloudevents.ts';
import { googleForms } from './google-forms.ts';
import { jotform } from './jotform.ts';
import { judgeme } from './judgeme.ts';
import { surveymonkey } from './surveymonkey.ts';
import { tally } from './tally.ts';
import { trustpilot } from './trustpilot.ts';
import { typeform } from './typeform.ts';
import { shopify } from './shopify.ts';
import type { Platform } from './source.ts';
import { standardWebhooks } from './standard-webhooks.ts';
import { stripe } from './stripe.ts';

/** Every platform we understand. A new one is a file beside this and a line here. */
export const PLATFORMS: readonly Platform[] = [
  shopify,
  stripe,
  standardWebhooks,
  typeform,
  surveymonkey,
  tally,
  jotform,
  googleForms,
  judgeme,
  trustpilot,
  cloudevents,
  woocommerce,
  bigcommerce,
  square,
  paypal,
  paddle,
  recharge,
];

export const findPlatform = (id: string): Platform | undefined =>
  PLATFORMS.find((platform) => platform.id === id);
