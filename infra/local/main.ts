import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { quietNode } from './quiet-node.ts';

// The types need stripping and the libraries compiling only once, not at each start and in each worker.
enableCompileCache(join(import.meta.dirname, '../../.build/node-cache'));
quietNode();
const { run } = await import('./start.ts');
await run(process.argv.slice(2));
