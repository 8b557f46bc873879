/** A keyed hash: HMAC (RFC 2104) over SHA-2, by the names of JSON Web Tokens (RFC 7518). */
export type SignatureAlgorithm = 'HS256' | 'HS384' | 'HS512';

/** How the bytes of a signature are written: lowercase hex, or base64url without padding. */
export type SignatureEncoding = 'hex' | 'base64url';

/** Signatures with a shared secret. Synchronous, because every request is authorised with them. */
export interface Signatures {
  /** The signature of `text` with `key`, both in UTF-8. */
  sign(
    algorithm: SignatureAlgorithm,
    key: string,
    text: string,
    encoding: SignatureEncoding,
  ): string;
  /** Whether both are the same text, in a time that does not tell where they differ. */
  areEqual(presented: string, secret: string): boolean;
}
