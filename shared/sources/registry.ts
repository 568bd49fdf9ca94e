import * as platforms from './platforms.ts';
import type { Platform } from './source.ts';

/** Every platform of `platforms.ts`, by the alphabet. */
export const PLATFORMS: readonly Platform[] = Object.values(platforms);

export const findPlatform = (id: string): Platform | undefined =>
  PLATFORMS.find((platform) => platform.id === id);
