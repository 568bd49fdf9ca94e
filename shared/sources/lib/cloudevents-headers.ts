/**
 * The value of a `ce-` header: taken out of its quotes, then percent-decoded, once. `undefined` when an escape is
 * broken or does not make UTF-8.
 */
export function decodeAttribute(value: string): string | undefined {
  const quoted = /^"(.*)"$/s.exec(value)?.[1];
  try {
    return decodeURIComponent(quoted === undefined ? value : quoted.replaceAll(/\\(.)/gs, '$1'));
  } catch {
    return undefined;
  }
}
