import type { Order } from './shopify-shapes.ts';

/**
 * A reason not to thank for an order that Shopify calls paid: its own test notification is cancelled and voided. Of the
 * order's other topics these reasons say nothing: whatever was bought may be delivered, cancelled or paid back.
 */
export function whyNotThanked(paid: Order): string | undefined {
  if (paid.cancelled_at) return 'The order is cancelled.';
  if (!PAID.includes(paid.financial_status ?? 'paid'))
    return 'The order is voided, refunded or not paid yet.';
  if (paid.source_name === 'shopify_draft_order')
    return 'The merchant typed the order in, so the buyer was never at a checkout.';
  if (paid.source_name === 'pos' && paid.buyer_accepts_marketing !== true)
    return 'The order was made at the till, and the buyer did not agree to be written to.';
  return isGiftOnly(paid)
    ? 'There are only gift cards in the order, which somebody else will spend.'
    : undefined;
}

const PAID: readonly string[] = ['paid', 'partially_refunded'];

/** Lines may be left out of the webhook; nothing is a gift by that. */
const isGiftOnly = ({ line_items: lines }: Order): boolean =>
  !!lines && lines.length > 0 && lines.every(({ gift_card: card }) => card === true);
