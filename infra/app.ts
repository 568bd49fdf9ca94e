import { buildFunctions } from './build.ts';
import { createApp } from './house.ts';

/** The entry of the CDK command line. */
createApp({ functions: await buildFunctions() }).synth();
