import { must } from '../base/assert.ts';
import { defaultSettings } from './defaults.ts';
import { type Members, readMembers } from './members.ts';

/** The user's view of a fresh index. */
export const defaults: Members = readMembers(defaultSettings);

/** Every setting, in the order in which Meilisearch lists them in the details of a task. */
export const settingNames: readonly string[] = [...defaults.keys(), 'chat', 'vectorStore'];

/** The value of a setting in the user's view, which has them all. */
export function settingOf(view: Members, name: string): string {
  return must(view.get(name), `setting ${name}`);
}
