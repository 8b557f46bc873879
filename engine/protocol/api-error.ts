export type ErrorType = 'invalid_request' | 'internal' | 'auth' | 'system';

/** An error in Meilisearch's shape: every failing answer, and the `error` of a failed task. */
export interface ErrorBody {
  readonly message: string;
  readonly code: string;
  readonly type: ErrorType;
  readonly link: string;
}

const meilisearchErrors = 'https://docs.meilisearch.com/errors#';
const miroirErrors = 'https://github.com/miroir-search/miroir/blob/main/docs/errors.md#';

/** An error that a client is meant to see. Recognised by `code`, never by its message. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly type: ErrorType;

  constructor(status: number, code: string, type: ErrorType, message: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.type = type;
  }

  body(): ErrorBody {
    const documentation = this.code.startsWith('miroir_') ? miroirErrors : meilisearchErrors;
    return {
      message: this.message,
      code: this.code,
      type: this.type,
      link: `${documentation}${this.code}`,
    };
  }
}

/** The client asked for something that Meilisearch refuses with 400 and this `code`. */
export function invalidRequest(code: string, message: string): ApiError {
  return new ApiError(400, code, 'invalid_request', message);
}

export function indexNotFound(uid: string): ApiError {
  return new ApiError(404, 'index_not_found', 'invalid_request', `Index \`${uid}\` not found.`);
}

export function indexAlreadyExists(uid: string): ApiError {
  return new ApiError(
    409,
    'index_already_exists',
    'invalid_request',
    `Index \`${uid}\` already exists.`,
  );
}

export function taskNotFound(uid: number | string): ApiError {
  return new ApiError(404, 'task_not_found', 'invalid_request', `Task \`${uid}\` not found.`);
}

export function batchNotFound(uid: number): ApiError {
  return new ApiError(404, 'batch_not_found', 'invalid_request', `Batch \`${uid}\` not found.`);
}

export function invalidIndexUid(uid: string): ApiError {
  return invalidRequest(
    'invalid_index_uid',
    `\`${uid}\` is not a valid index uid. Index uid can be an integer or a string containing only alphanumeric characters, hyphens (-) and underscores (_), and can not be more than 512 bytes.`,
  );
}

/** Credentials do not open what is asked for. */
export function invalidApiKey(message = 'The provided API key is invalid.'): ApiError {
  return new ApiError(403, 'invalid_api_key', 'auth', message);
}

export function notSupported(what: string): ApiError {
  return new ApiError(501, 'miroir_not_supported', 'invalid_request', what);
}

export function noQuorum(message: string): ApiError {
  return new ApiError(503, 'miroir_no_quorum', 'system', message);
}

/** Whether the write was kept is unknown, or the proxy could not begin it. */
export function writeInterrupted(message: string): ApiError {
  return new ApiError(503, 'miroir_write_interrupted', 'system', message);
}

export function indexBusy(uid: string): ApiError {
  return new ApiError(
    503,
    'miroir_index_busy',
    'system',
    `Another write to index \`${uid}\` is still being sent. Nothing was done.`,
  );
}

export function shardUnavailable(shards: readonly number[]): ApiError {
  return new ApiError(
    503,
    'miroir_shard_unavailable',
    'system',
    `No replica of shard ${shards.join(', ')} answers.`,
  );
}

/** Shards changed their places, again and again, while a proxy without a session read them. */
export function shardsMoved(): ApiError {
  return new ApiError(
    503,
    'miroir_shard_unavailable',
    'system',
    'Shards were moved while this proxy had no session in the task store. Send the request again.',
  );
}

/**
 * The request cannot be what Meilisearch accepts. The pipeline asks a node for the exact words
 * (docs/decisions/0003); `fallback` is answered when no node can say.
 */
export class MalformedRequest extends Error {
  override name = 'MalformedRequest';
  readonly fallback: ApiError;

  constructor(message: string, code = 'bad_request') {
    super(message);
    this.fallback = invalidRequest(code, message);
  }
}
