import { defineRehearsalTest } from '../helpers/rehearsal-property.ts';

// A thousand more in `npm run proof`.
defineRehearsalTest(30);
