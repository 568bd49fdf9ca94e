/**
 * What the demo's source of a platform is set to. `address` is where its webhooks go, for instance
 * `http://localhost:3000/hooks/demo/square`.
 */
export type DemoSource = {
  platform: string;
  /** These secrets are public: they are for a laptop only. Default: `local-{platform}-secret`. */
  publicSecret?: string;
  settings?: (address: string) => Record<string, string>;
  /** What only a laptop's source is set to beside that. */
  localSettings?: (address: string) => Record<string, string>;
};

const STANDARD_SECRET = 'whsec_ZXh0cmFtaWxlLWxvY2FsLXNlY3JldC0yNGJ5dGVz';

/** One source per platform, named after it. Any shop is accepted, so no setting names one. */
export const DEMO_SOURCES: readonly DemoSource[] = [
  { platform: 'shopify' },
  { platform: 'stripe', publicSecret: 'whsec_local-stripe-secret' },
  { platform: 'standard-webhooks', publicSecret: STANDARD_SECRET },
  { platform: 'woocommerce' },
  { platform: 'bigcommerce' },
  // Square signs the address that is registered there, too.
  { platform: 'square', settings: (address) => ({ url: address }) },
  {
    platform: 'paypal',
    settings: () => ({ webhookId: 'local-paypal-webhook' }),
    // The local system serves a certificate in PayPal's place, under /local/paypal-cert.pem.
    localSettings: (address) => ({ certHost: new URL(address).origin }),
  },
  { platform: 'paddle' },
  { platform: 'recharge' },
  { platform: 'typeform' },
  { platform: 'surveymonkey', settings: () => ({ clientId: 'local-surveymonkey-id' }) },
  { platform: 'tally' },
  { platform: 'jotform' },
  { platform: 'google-forms', publicSecret: STANDARD_SECRET },
  { platform: 'judgeme' },
  { platform: 'trustpilot' },
  { platform: 'cloudevents', publicSecret: STANDARD_SECRET },
];

export const publicSecretOf = ({ platform, publicSecret }: DemoSource): string =>
  publicSecret ?? `local-${platform}-secret`;
export const publicCredentialOf = ({ platform }: DemoSource): string => `local-${platform}-credential`;
