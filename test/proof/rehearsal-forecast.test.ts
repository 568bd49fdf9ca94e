import { defineRehearsalTest } from '../helpers/rehearsal-property.ts';

// Apart from the other half, so that each has a core.
defineRehearsalTest(1000, ['forecast']);
