import { defineRehearsalTest } from '../helpers/rehearsal-property.ts';

// The other half.
defineRehearsalTest(500);
