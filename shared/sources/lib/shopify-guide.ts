import type { Setting, Setup } from '../source.ts';

export const SETTINGS: readonly Setting[] = [
  {
    name: 'shop',
    what: 'The only shop to listen to, for instance kettles.myshopify.com. An app’s secret is the same for every shop that has it, so without this each of them is heard, and any of them can have its people erased.',
  },
  {
    name: 'purchaseOn',
    what: '“orders/create” to thank as soon as an order is placed, where it is paid at once; tick Order creation too. Leave it out to wait for Order payment. Both together are still one purchase.',
    oneOf: ['orders/create', 'orders/paid'],
  },
];

export const SETUP: Setup = {
  credential:
    'Only to read orders that were missed: the Admin API access token of an app with the scope read_orders; for orders older than 60 days also read_all_orders.',
  secret: {
    shown:
      'For webhooks made by hand it stands below their list, after “Your webhooks will be signed with”; for those of an app it is the app’s client secret.',
  },
  steps: [
    'Open Settings › Notifications › Webhooks in the admin of the shop and press Create webhook.',
    'Choose the event Order payment, the format JSON, the URL {address} and the newest stable API version, and save.',
    'Do the same for Order fulfillment, Order cancellation, Refund create, Customer creation, Customer marketing consent update and Customer purchasing summary, and, where subscriptions are sold, Subscription billing attempt success; where the list lacks one, an app subscribes to it.',
    'Copy the signing key below the list.',
    'Press Send test notification at one of them: the sample order it sends is a cancelled one and is ignored, which shows that the signature is right.',
    'The requests about somebody’s data are made by apps alone: in the app’s file shopify.app.toml name {address} as the uri of the compliance_topics customers/data_request, customers/redact and shop/redact. They are signed with the app’s client secret, so let the app make the other webhooks, too.',
  ],
  notes: [
    'What was asked and done shows “extramile privacy list”. Erasing a shop erases its people; the source itself stays connected.',
    'An order that Shopify’s own subscriptions made is a renewal. Apps that bill by themselves may make orders like any other, which then count as purchases.',
    'Shopify gives up after 5 seconds, tries eight times in four hours, and deletes a webhook of an app that keeps failing.',
    'Names and addresses arrive only in apps that were approved for protected customer data; without it an order has no address and nobody can be thanked.',
    'A new client secret of an app may be in use only after an hour: keep both until then.',
  ],
};
