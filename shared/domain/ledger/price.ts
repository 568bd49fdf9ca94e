/** In US dollars for a thousand mails; what a rehearsal reckons with. */
export const PRICE = {
  /** SES by Essentials, the plan of new accounts since 2026-07-21 (AWS Price List, November 2026); older ones pay 0.10. */
  ses: 0.16,
  /** Lambda, DynamoDB and queues together: at most this, the aim that the benchmarks hold the house to. */
  rest: 0.015,
} as const;
