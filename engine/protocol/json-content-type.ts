import { ApiError, MalformedRequest } from './api-error.ts';
import { bodyText, type RoutedRequest } from './routed-request.ts';

/** The text of a JSON body. Throws as {@link checkJsonContentType} and {@link bodyText} do. */
export function jsonBody(request: RoutedRequest): string {
  checkJsonContentType(request.http.headers);
  return bodyText(request);
}

/** The same where no node may be asked: throws Meilisearch's 415 for every other type as well. */
export function exactJsonBody(request: RoutedRequest): string {
  try {
    return jsonBody(request);
  } catch (error) {
    if (!(error instanceof MalformedRequest)) throw error;
    const named = request.http.headers['content-type'] ?? '';
    throw new ApiError(
      415,
      'invalid_content_type',
      'invalid_request',
      `The Content-Type \`${named}\` is invalid. Accepted values for the Content-Type header are: \`application/json\``,
    );
  }
}

/**
 * Checks that a request says its body is JSON. Throws Meilisearch's 415 if it says nothing, for a
 * node cannot be asked about that, and {@link MalformedRequest} if it says something else.
 */
export function checkJsonContentType(headers: Readonly<Record<string, string>>): void {
  const contentType = headers['content-type'];
  if (contentType === undefined) {
    throw new ApiError(
      415,
      'missing_content_type',
      'invalid_request',
      'A Content-Type header is missing. Accepted values for the Content-Type header are: `application/json`',
    );
  }
  if (!/^\s*[^/;\s]+\/([^;\s]+\+)?json\s*(;|$)/i.test(contentType)) {
    throw new MalformedRequest('The Content-Type is invalid.', 'invalid_content_type');
  }
}
