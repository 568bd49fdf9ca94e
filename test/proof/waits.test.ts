import { defineWaitsTest } from '../helpers/waits-property.ts';

defineWaitsTest(2000);
