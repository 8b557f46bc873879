import { forEachElement, forEachMember } from '../../engine/base/json/scan.ts';
import type { StoredDocument } from './stored-document.ts';

/** The text of a document with these fields only; a dot leads into objects. Null: all. */
export function projectFields(document: StoredDocument, fields: readonly string[] | null): string {
  if (fields === null) return document.text;
  const kept: string[] = [];
  for (const [name, value] of document.members) {
    const projected = projectValue(value, name, fields);
    if (projected !== undefined) kept.push(`${JSON.stringify(name)}:${projected}`);
  }
  return `{${kept.join(',')}}`;
}

/** What is left of the value under `path`; undefined if nothing is. */
function projectValue(value: string, path: string, fields: readonly string[]): string | undefined {
  if (fields.includes(path)) return value;
  const inside = fields.filter((field) => field.startsWith(`${path}.`));
  const isWhole = fields.some((field) => path.startsWith(`${field}.`));
  if (isWhole) return value;
  if (inside.length === 0) return undefined;
  if (value.startsWith('{')) return projectObject(value, path, inside);
  return value.startsWith('[') ? projectList(value, path, inside) : undefined;
}

function projectObject(value: string, path: string, fields: readonly string[]): string {
  const kept: string[] = [];
  forEachMember(value, 0, (name, _nameStart, start, end) => {
    const projected = projectValue(value.slice(start, end), `${path}.${name}`, fields);
    if (projected !== undefined) kept.push(`${JSON.stringify(name)}:${projected}`);
  });
  return `{${kept.join(',')}}`;
}

function projectList(value: string, path: string, fields: readonly string[]): string {
  const kept: string[] = [];
  forEachElement(value, 0, (start, end) => {
    const projected = projectElement(value.slice(start, end), path, fields);
    if (projected !== undefined) kept.push(projected);
  });
  return `[${kept.join(',')}]`;
}

function projectElement(
  value: string,
  path: string,
  fields: readonly string[],
): string | undefined {
  if (value.startsWith('{')) return projectObject(value, path, fields);
  return value.startsWith('[') ? projectList(value, path, fields) : undefined;
}
