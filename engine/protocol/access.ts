import type { EngineConfig } from '../config.ts';
import type { HttpRequest } from '../ports/http.ts';
import { ApiError } from './api-error.ts';

/** Who may use a route: anybody, holders of the master key, or holders of the admin key. */
export type Access = 'public' | 'client' | 'admin';

/** Throws the {@link ApiError} of a request whose credentials do not open `access`. */
export function authorize(request: HttpRequest, access: Access, config: EngineConfig): void {
  if (access === 'public') return;
  if (access === 'admin') {
    authorizeAdmin(request, config.adminKey);
    return;
  }
  if (config.masterKey === '') return;
  const key = bearerOf(request);
  if (key === undefined) throw missingAuthorization();
  if (!equalInConstantTime(key, config.masterKey)) {
    throw new ApiError(403, 'invalid_api_key', 'auth', 'The provided API key is invalid.');
  }
}

// An empty admin key opens nothing: /_miroir/ can change the fleet.
function authorizeAdmin(request: HttpRequest, adminKey: string): void {
  const key = request.headers['x-admin-key'] ?? bearerOf(request);
  if (key === undefined || adminKey === '' || !equalInConstantTime(key, adminKey)) {
    throw new ApiError(
      401,
      'miroir_invalid_auth',
      'auth',
      'This route needs the admin key, as a bearer token or in the X-Admin-Key header.',
    );
  }
}

function bearerOf(request: HttpRequest): string | undefined {
  const header = request.headers['authorization'];
  if (header === undefined) return undefined;
  const [scheme, token] = header.split(' ');
  return scheme === 'Bearer' ? (token ?? '') : undefined;
}

function missingAuthorization(): ApiError {
  return new ApiError(
    401,
    'missing_authorization_header',
    'auth',
    'The Authorization header is missing. It must use the bearer authorization method.',
  );
}

/** Whether two secrets are equal, in a time that depends on the presented one's length only. */
export function equalInConstantTime(presented: string, secret: string): boolean {
  let difference = presented.length ^ secret.length;
  for (let index = 0; index < presented.length; index += 1) {
    difference |=
      presented.charCodeAt(index) ^ secret.charCodeAt(index % Math.max(1, secret.length));
  }
  return difference === 0;
}
