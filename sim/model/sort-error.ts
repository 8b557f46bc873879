import { ApiError } from '../../engine/protocol/api-error.ts';

/** A `sort` that cannot be understood, whatever the index. */
export class SortSyntaxError extends ApiError {
  override name = 'SortSyntaxError';

  constructor(code: string, message: string) {
    super(400, code, 'invalid_request', message);
  }
}
