import type { EngineContext } from '../context.ts';
import { limits } from '../limits.ts';
import type { ClientTask } from '../ports/task-store.ts';
import { withFeatureSettings } from './feature-settings.ts';
import { type Members, readMembers } from './members.ts';
import { applyPatch } from './patch.ts';
import { defaults } from './setting-names.ts';

/** The user's settings of an index as of the tasks that have ended. */
export function committedSettings(context: EngineContext, indexUid: string): Members {
  const record = context.catalogue.get(indexUid);
  return withFeatureSettings(record?.visible === true ? readMembers(record.settings) : defaults);
}

/** The user's settings of an index as if every accepted task had run. */
export async function acceptedSettings(context: EngineContext, indexUid: string): Promise<Members> {
  const tasks = await runningTasks(context, indexUid);
  // In this order: a change that ends in between is applied twice, and not lost.
  await context.shared.refresh();
  return settingsAfter(committedSettings(context, indexUid), tasks);
}

/** The tasks of an index whose outcome no client knows yet, oldest first. */
export async function runningTasks(
  context: EngineContext,
  indexUid: string,
): Promise<readonly ClientTask[]> {
  const tasks = await context.ports.store.listUnsettledTasks(limits.unsettledTasksMax);
  return tasks.filter((task) => task.indexUid === indexUid && task.finishedAt === null);
}

/** The user's view after `tasks` on top of `view`. */
export function settingsAfter(view: Members, tasks: readonly ClientTask[]): Members {
  return tasks.reduce<Members>((settings, { effect }) => {
    if (effect.kind === 'delete-index') return withFeatureSettings(defaults);
    return effect.kind === 'settings' ? applyPatch(settings, readMembers(effect.patch)) : settings;
  }, view);
}
