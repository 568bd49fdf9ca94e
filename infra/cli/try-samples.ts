const order = {
  total: { amount: '64.50', currency: 'EUR' },
  items: [{ title: 'Enamel kettle', quantity: 1 }],
};

/** What each kind is about, beside the person. Ids are new each time: nothing that was counted is met again. */
const SAMPLES: Record<string, (id: string) => object> = {
  signup: () => ({}),
  purchase: (id) => ({ order: { id, number: `#${id}`, ...order } }),
  delivery: (id) => ({ order: { id, number: `#${id}`, ...order } }),
  renewal: (id) => ({ subscription: { id, plan: 'Tea of the month', period: id } }),
  refund: (id) => ({ order: { id }, refund: { id, amount: order.total } }),
  cancellation: (id) => ({ order: { id } }),
  survey: (id) => ({ survey: { id, title: 'How are we doing?', score: 9 } }),
  review: (id) => ({ review: { id, rating: 2, title: 'Hm', body: 'The lid does not fit.' } }),
};

export const SAMPLE_KINDS = Object.keys(SAMPLES);

/** An event of this kind in the form of our own webhooks; nothing where there is no such sample. */
export function sampleOf(kind: string, email: string): object | undefined {
  const make = Object.hasOwn(SAMPLES, kind) ? SAMPLES[kind] : undefined;
  const id = `T-${Date.now().toString(36)}`;
  return make && { type: kind, data: { contact: { email }, ...make(id) } };
}
