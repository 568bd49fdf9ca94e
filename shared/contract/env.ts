import type { ENV } from './names.ts';

type EnvName = (typeof ENV)[keyof typeof ENV];

/** Reads a variable that the room's construct must have set; its absence is a deployment fault, so it throws. */
export function requireEnv(name: EnvName): string {
  const value = process.env[name];
  if (!value)
    throw new Error(`Environment variable ${name} is not set: the construct of this function must grant it.`);
  return value;
}
