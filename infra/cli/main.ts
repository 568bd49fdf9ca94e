import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// The types need stripping and the libraries compiling only once, not for each command.
enableCompileCache(join(import.meta.dirname, '../../.build/node-cache'));
await import('./run.ts');
