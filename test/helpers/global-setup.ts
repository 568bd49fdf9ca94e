import { synthesise } from '../../infra/synth.ts';

/** Builds the functions and synthesises the template once, before any worker asks for them. */
export default async function setup(): Promise<void> {
  await synthesise('dev');
}
