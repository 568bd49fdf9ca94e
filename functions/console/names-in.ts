import * as z from 'zod';

/** The names that an object may have at a place of what a schema describes, to tell which one was meant. */
export function namesIn(schema: unknown, path: readonly PropertyKey[]): string[] {
  let reached = formsOf(schema);
  for (const part of path) reached = reached.flatMap((form) => formsOf(inside(form, part)));
  return [
    ...new Set(reached.flatMap((form) => (form instanceof z.ZodObject ? Object.keys(form.shape) : []))),
  ];
}

/** What a schema comes down to: without what makes it optional, and each form of a union. */
function formsOf(schema: unknown): unknown[] {
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(formsOf);
  // What is read first (`in`) may be no more than a step that makes it ready.
  if (schema instanceof z.ZodPipe) return [...formsOf(schema.in), ...formsOf(schema.out)];
  const isWrapped =
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodLazy;
  return isWrapped ? formsOf(schema.unwrap()) : [schema];
}

function inside(form: unknown, part: PropertyKey): unknown {
  if (form instanceof z.ZodObject) return form.shape[String(part)];
  if (form instanceof z.ZodArray) return form.element;
  return form instanceof z.ZodRecord ? form.valueType : undefined;
}
