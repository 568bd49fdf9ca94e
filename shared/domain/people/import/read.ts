/** What a cell was read as, with a note where that is not what stands there; or why it was left out. */
export type Read<Value> = { value: Value; note?: string | undefined } | { fault: string };

/** A word of a table or a name of a place: read, and told where it was written otherwise; or left out. */
export const readBy =
  <Value extends string>(find: (text: string) => Value | undefined, fault: string) =>
  (text: string): Read<Value> => {
    const value = find(text);
    if (value === undefined) return { fault };
    return value === text.trim() ? { value } : { value, note: `other spellings were read as "${value}"` };
  };
