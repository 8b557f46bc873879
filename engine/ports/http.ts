/** What the host could make of a request's body. */
export type RequestBody =
  | { readonly kind: 'text'; readonly text: string }
  /** Larger than the limit; the rest was not read. */
  | { readonly kind: 'too-large'; readonly limitBytes: number }
  /** Not UTF-8; `validText` is everything before the first bad byte. */
  | { readonly kind: 'invalid-utf8'; readonly validText: string };

/** One client request as data. */
export interface HttpRequest {
  /** Upper case. */
  readonly method: string;
  /** As sent: percent-encoded, with its leading slash, without the query. */
  readonly path: string;
  /** As sent, without the leading `?`; empty when there is none. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: RequestBody;
}

/** One answer to a client as data. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** What follows the body, for as long as it lasts and the client stays. */
  readonly stream?: AsyncIterable<string>;
}
