export type Json = Record<string, unknown>;

export const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a JSON text holds if it is an object, else nothing. */
export function parseRecord(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export const textOf = (record: Json, key: string): string | undefined => {
  const value = record[key];
  return typeof value === 'string' ? value : undefined;
};

export const recordsOf = (record: Json, key: string): Json[] => {
  const value = record[key];
  return Array.isArray(value) ? value.filter(isRecord) : [];
};
