/** The registry: every platform we understand. A new one is a file beside this and a line here. */
export { bigcommerce } from './bigcommerce.ts';
export { cloudevents } from './cloudevents.ts';
export { googleForms } from './google-forms.ts';
export { jotform } from './jotform.ts';
export { judgeme } from './judgeme.ts';
export { paddle } from './paddle.ts';
export { paypal } from './paypal.ts';
export { recharge } from './recharge.ts';
export { shopify } from './shopify.ts';
export { square } from './square.ts';
export { standardWebhooks } from './standard-webhooks.ts';
export { stripe } from './stripe.ts';
export { surveymonkey } from './surveymonkey.ts';
export { tally } from './tally.ts';
export { trustpilot } from './trustpilot.ts';
export { typeform } from './typeform.ts';
export { woocommerce } from './woocommerce.ts';
