import { defineRehearsalTest } from '../helpers/rehearsal-property.ts';

defineRehearsalTest(1000, ['rehearsal']);
