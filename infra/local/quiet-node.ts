/** Node warns that its SQLite is new; people who start a shop's thank-yous need not know. Other warnings stay. */
export function quietNode(): void {
  const listeners = process.listeners('warning');
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name === 'ExperimentalWarning' && warning.message.includes('SQLite')) return;
    for (const listener of listeners) listener(warning);
  });
}
