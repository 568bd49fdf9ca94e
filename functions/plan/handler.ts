import * as z from 'zod';
import { event as eventSchema } from '../../shared/contract/event.ts';
import { batchHandler } from '../middleware/batch.ts';
import { accelerate } from './accelerate.ts';
import { planEvent } from './plan-event.ts';

/** The queue's body is the envelope of EventBridge; the event is its detail. */
const envelope = z.object({ detail: eventSchema });

export const handler = batchHandler({
  room: 'plan',
  parse: (body) => envelope.parse(JSON.parse(body)).detail,
  // Events of one person or subject wait for each other instead of colliding.
  keyOf: (event) => `${event.brand} ${event.contact ?? event.person.email ?? event.subject}`,
  handle: planEvent,
  finish: async (due) => accelerate(due.flat()),
});
