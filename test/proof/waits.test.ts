import { defineWaitsTest } from '../helpers/waits-property.ts';

defineWaitsTest(600);
