import { quietNode } from './quiet-node.ts';

quietNode();
const { run } = await import('./start.ts');
await run(process.argv.slice(2));
