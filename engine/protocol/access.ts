import type { EngineConfig } from '../config.ts';
import { admit } from '../keys/admission.ts';
import { type Caller, unrestricted } from '../keys/caller.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import type { HttpRequest } from '../ports/http.ts';
import type { Signatures } from '../ports/signatures.ts';
import { ApiError, invalidApiKey } from './api-error.ts';
import type { Route } from './route-table.ts';
import type { RoutedRequest } from './routed-request.ts';

/** Who may use a route: anybody, who is allowed its action, or holders of the admin key. */
export type Access = 'public' | 'client' | 'admin';

/** What of the world and the configuration access depends on. */
export interface AccessScope {
  readonly config: Pick<EngineConfig, 'masterKey' | 'adminKey'>;
  readonly signatures: Signatures;
}

/**
 * Credentials as far as they can be judged without the keys in the store: a caller to whom everything
 * is open, or what it presents.
 */
export type Credentials = { readonly caller: Caller } | { readonly presented: string };

/** Judges what can be judged at once. Throws the {@link ApiError} of credentials that open nothing. */
export function readCredentials(
  scope: AccessScope,
  request: HttpRequest,
  route: Pick<Route, 'access' | 'action'>,
): Credentials {
  if (route.access === 'public') return everything;
  if (route.access === 'admin') {
    authorizeAdmin(scope, request);
    return everything;
  }
  const { masterKey } = scope.config;
  const presented = bearerOf(request);
  if (masterKey === '') {
    if (route.action?.startsWith('keys.') === true) throw missingMasterKey();
    return everything;
  }
  if (presented === undefined) throw missingAuthorization();
  return scope.signatures.areEqual(presented, masterKey) ? everything : { presented };
}

const everything: Credentials = { caller: unrestricted };

/** What the credentials of a client are judged by once the keys are known. */
export interface KeyedScope extends AccessScope {
  readonly keys: KeyRing;
  readonly wallMs: number;
}

/** Who sent a request. Throws `invalid_api_key` if its key or token does not open the route. */
export function callerOf(
  { signatures, keys, wallMs }: KeyedScope,
  credentials: Credentials,
  route: Pick<Route, 'action'>,
  request: Pick<RoutedRequest, 'template' | 'parameters'>,
): Caller {
  if ('caller' in credentials) return credentials.caller;
  if (route.action === undefined) throw invalidApiKey();
  const parameter = indexParameter.exec(request.template)?.[1];
  const index = parameter === undefined ? undefined : request.parameters[parameter];
  const admission = { signatures, ring: keys, wallMs, action: route.action, index };
  return admit(admission, credentials.presented);
}

/** The name of the parameter of a template that stands for an index. */
const indexParameter = /^\/indexes\/\{([^}]*)\}/;

// An empty admin key opens nothing: /_miroir/ can change the fleet.
function authorizeAdmin({ config, signatures }: AccessScope, request: HttpRequest): void {
  const { adminKey } = config;
  const key = request.headers['x-admin-key'] ?? adminBearerOf(request);
  if (key === undefined || adminKey === '' || !signatures.areEqual(key, adminKey)) {
    throw new ApiError(
      401,
      'miroir_invalid_auth',
      'auth',
      'This route needs the admin key, as a bearer token or in the X-Admin-Key header.',
    );
  }
}

function adminBearerOf(request: HttpRequest): string | undefined {
  const header = request.headers['authorization'] ?? '';
  return header.startsWith('Bearer ') ? header.slice('Bearer '.length) : undefined;
}

/** What a client presents; undefined if it sent no header. Throws for a header of another kind. */
function bearerOf(request: HttpRequest): string | undefined {
  const header = request.headers['authorization'];
  if (header === undefined) return undefined;
  if (header === 'Bearer') throw invalidApiKey();
  // A header with anything but ASCII counts as empty.
  if (!header.startsWith('Bearer ') || !/^[\t\x20-\x7e]*$/.test(header)) {
    throw missingAuthorization();
  }
  return header.slice('Bearer '.length);
}

function missingAuthorization(): ApiError {
  return new ApiError(
    401,
    'missing_authorization_header',
    'auth',
    'The Authorization header is missing. It must use the bearer authorization method.',
  );
}

function missingMasterKey(): ApiError {
  return new ApiError(
    401,
    'missing_master_key',
    'auth',
    'Meilisearch is running without a master key. To access this API endpoint, you must have set a master key at launch.',
  );
}
