import { z } from 'zod';

// The constructors of settings. Each carries what help and refusals say about it.

/** What is known of a setting besides its type. */
export interface SettingNotes {
  readonly description: string;
  /** Completes "…; right would be". */
  readonly right: string;
  /** How text (of the environment, of a flag) becomes a value. */
  readonly kind: 'text' | 'number' | 'boolean' | 'structure';
  readonly secret: boolean;
}

const notes = z.registry<SettingNotes>();

/** What is known of `schema`; undefined when it is no setting but a group of them. */
export function notesOf(schema: z.core.$ZodType): SettingNotes | undefined {
  return notes.get(schema);
}

export function wholeNumber(min: number, max: number, fallback: number, description: string) {
  const right = `a whole number from ${min} to ${max}`;
  return z
    .int()
    .min(min)
    .max(max)
    .default(fallback)
    .register(notes, { description, right, kind: 'number', secret: false });
}

export function text(fallback: string, description: string, right = 'text') {
  return z
    .string()
    .min(1)
    .default(fallback)
    .register(notes, { description, right, kind: 'text', secret: false });
}

/** A key; empty unless given. */
export function secret(description: string) {
  return z
    .string()
    .default('')
    .register(notes, { description, right: 'text', kind: 'text', secret: true });
}

export function flag(fallback: boolean, description: string) {
  return z
    .boolean()
    .default(fallback)
    .register(notes, { description, right: 'true or false', kind: 'boolean', secret: false });
}

export function oneOf<const Values extends readonly [string, ...string[]]>(
  values: Values,
  fallback: Values[number],
  description: string,
) {
  return z
    .enum(values)
    .default(() => fallback)
    .register(notes, { description, right: values.join(' or '), kind: 'text', secret: false });
}

/** A list of groups of settings; empty unless given. */
export function list<Item extends z.ZodType>(item: Item, description: string, right: string) {
  return z
    .array(item)
    .default([])
    .register(notes, { description, right, kind: 'structure', secret: false });
}

/** A setting without a default, inside a list. */
export function required<Schema extends z.ZodType>(
  schema: Schema,
  description: string,
  right: string,
): Schema {
  notes.add(schema, { description, right, kind: 'text', secret: false });
  return schema;
}

/** Settings under a common name. */
export function group<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject(shape);
}
