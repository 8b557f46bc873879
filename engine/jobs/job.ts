import type { CancelToken } from '../base/cancel.ts';
import type { SessionId } from '../ports/session.ts';
import type { ClientTask, TaskType } from '../ports/task-store.ts';
import { ApiError, type ErrorBody } from '../protocol/api-error.ts';

/** The tasks that Miroir carries out itself, beside the writes to indexes. */
const jobTypes = ['dumpCreation', 'snapshotCreation', 'export'] as const;

export type JobType = (typeof jobTypes)[number];

/** What a client asked for that takes its time. */
export interface Job {
  readonly type: JobType;
  /** What the task tells until it has succeeded, as JSON text. */
  readonly details: string | null;
  /** Answers the details of the task that has succeeded. Throws {@link JobFailure}. */
  run(work: JobWork): Promise<JobSuccess>;
}

/** What came of a job. */
export interface JobSuccess {
  readonly details: string | null;
  /** Takes back what was done, if the task was ended by somebody else meanwhile. */
  readonly undo?: () => Promise<void>;
}

/** A job that is being done. */
export interface JobWork {
  readonly task: ClientTask;
  readonly session: SessionId;
  readonly cancel: CancelToken;
  /** Throws {@link JobFailure} or {@link JobTaken} if the job must not go on; to be called often. */
  readonly goOn: () => Promise<void>;
}

/** A job cannot be done, for a reason that its client hears. */
export class JobFailure extends Error {
  override name = 'JobFailure';
  readonly body: ErrorBody;

  constructor(body: ErrorBody) {
    super(body.message);
    this.body = body;
  }
}

/** The task of a job was ended by somebody else: nothing is to be done for it any more. */
export class JobTaken extends Error {
  override name = 'JobTaken';
}

/** A {@link JobFailure} that is nobody's fault but Miroir's, or its surroundings'. */
export function internalFailure(message: string): JobFailure {
  return new JobFailure(new ApiError(500, 'internal', 'internal', message).body());
}

/** Whether Miroir carries a task out itself, so that no node is asked how it fares. */
export function isJob({ type }: Pick<ClientTask, 'type'>): boolean {
  const types: readonly TaskType[] = jobTypes;
  return types.includes(type);
}
