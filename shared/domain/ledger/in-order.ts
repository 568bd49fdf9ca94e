import type { Event } from '../../contract/event.ts';

/** As they happened; but what a platform knows of the time before us comes first. */
export const inOrder = (events: readonly Event[]): Event[] => events.toSorted((a, b) => rank(a) - rank(b));

const rank = ({ kind, occurredAt }: Event): number => (kind === 'update' ? 0 : Date.parse(occurredAt));
