import { recordSeen } from '../../shared/store/rhythm.ts';
import { type Counted, sparingly } from './sparingly.ts';

/** Notes that the source speaks, after the bus has the event. */
export const noteSeen = sparingly((of: Counted, count) => recordSeen({ ...of, count }));
