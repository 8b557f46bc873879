import type { NameChange, NamePair } from '../../engine/ports/index-names.ts';
import type { Registration } from '../../engine/ports/registration.ts';
import type { ClientTask, SeenIndex, TaskDraft } from '../../engine/ports/task-store.ts';

type Named = Pick<TaskDraft, 'indexUid' | 'indexName' | 'names'>;

/** By which clients know the index of a task. */
export function nameOf({ indexUid, indexName }: Named): string | null {
  return indexName ?? indexUid;
}

/** All names by which a task is found. */
export function namesOf(task: Named): readonly string[] {
  if (task.names !== undefined) return task.names;
  const name = nameOf(task);
  return name === null ? [] : [name];
}

/** The uids of all indexes that a registration is about. */
export function subjectsOf({ draft, alsoSeen = [] }: Registration): readonly string[] {
  const uids = [draft.indexUid, ...alsoSeen.map(({ seen }) => seen?.uid ?? null)];
  return [...new Set(uids.filter((uid) => uid !== null))];
}

/** Whether all indexes that a registration is about are what its writer saw. */
export function areAsSeen(
  { draft, seen, alsoSeen = [] }: Registration,
  named: (name: string) => SeenIndex | undefined,
): boolean {
  const own = nameOf(draft);
  const all = own === null ? alsoSeen : [{ name: own, seen }, ...alsoSeen];
  return all.every((one) => isAsSeen(named(one.name), one.seen));
}

/** Whether an index is what a writer saw of it. */
function isAsSeen(record: SeenIndex | undefined, seen: SeenIndex | null): boolean {
  if (record === undefined || seen === null) return record === undefined && seen === null;
  return (
    record.uid === seen.uid &&
    record.acceptedName === seen.acceptedName &&
    record.shards === seen.shards &&
    record.accepted === seen.accepted &&
    record.acceptedPrimaryKey === seen.acceptedPrimaryKey &&
    record.written === seen.written &&
    record.newestTask === seen.newestTask &&
    record.placementVersion === seen.placementVersion
  );
}

/**
 * What the one name of a task becomes by a change after it. Tasks of the second name of a pair follow
 * only if it is mutual.
 */
export function nameAfter({ pairs }: NameChange): ReadonlyMap<string, string> {
  return new Map(
    pairs.flatMap(({ names: [left, right], mutual }): [string, string][] =>
      mutual
        ? [
            [left, right],
            [right, left],
          ]
        : [[left, right]],
    ),
  );
}

/** A task as it is named after a change that comes after it; undefined if that is the same. */
export function renamedTask(task: ClientTask, { pairs }: NameChange): ClientTask | undefined {
  const touching = pairs.filter((pair) => touches(pair, namesOf(task)));
  if (touching.length === 0) return undefined;
  return touching.reduce(renamedByPair, task);
}

function touches({ names: [left, right], mutual }: NamePair, names: readonly string[]): boolean {
  return names.includes(left) || (mutual && names.includes(right));
}

function renamedByPair(task: ClientTask, pair: NamePair): ClientTask {
  const { indexName: _, ...rest } = task;
  const { indexUid, names, type, details } = task;
  const name = nameOf(task);
  const indexName = name === null ? null : exchanged(name, pair);
  return {
    ...rest,
    ...(indexName === null || indexName === indexUid ? {} : { indexName }),
    ...(name === null ? {} : { firstName: task.firstName ?? name }),
    ...(names === undefined ? {} : { names: namesAfter(names, pair) }),
    details: type === 'indexSwap' ? renamedSwaps(details, pair) : details,
  };
}

function exchanged(name: string, { names: [left, right] }: NamePair): string {
  if (name === left) return right;
  return name === right ? left : name;
}

/** By which names a task is found after a pair of which it had at least one. */
function namesAfter(names: readonly string[], pair: NamePair): readonly string[] {
  if (pair.mutual) return names.map((name) => exchanged(name, pair));
  const [left, right] = pair.names;
  return [...new Set(names.map((name) => (name === left ? right : name)))];
}

/** The details of a swap: Meilisearch renames the indexes in them, too. */
function renamedSwaps(details: string | null, pair: NamePair): string | null {
  if (details === null) return null;
  const { swaps }: { swaps: readonly { indexes: readonly string[]; rename: boolean }[] } =
    JSON.parse(details);
  const renamed = swaps.map(({ indexes, rename }) => ({
    indexes: indexes.map((name) => exchanged(name, pair)),
    rename,
  }));
  return JSON.stringify({ swaps: renamed });
}
