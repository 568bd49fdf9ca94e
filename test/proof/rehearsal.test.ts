import { defineRehearsalTest } from '../helpers/rehearsal-property.ts';

// A thousand, one half here and one beside it, so that each has a core.
defineRehearsalTest(500);
