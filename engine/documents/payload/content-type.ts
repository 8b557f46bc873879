import { ApiError, invalidRequest } from '../../protocol/api-error.ts';

/** The kinds of payload that Meilisearch reads, by the names that it gives them. */
export type ContentType = 'json' | 'ndjson' | 'csv';

/** How to read the body of a request that adds documents. */
export interface PayloadFormat {
  readonly contentType: ContentType;
  /** One ASCII character; only CSV uses it. */
  readonly csvDelimiter: string;
}

const contentTypes: ReadonlyMap<string, ContentType> = new Map([
  ['application/json', 'json'],
  ['application/x-ndjson', 'ndjson'],
  ['text/csv', 'csv'],
]);

const acceptedTypes = `Accepted values for the Content-Type header are: ${[...contentTypes.keys()]
  .map((type) => `\`${type}\``)
  .join(', ')}`;

/**
 * How to read a payload, from the request's headers (names in lower case) and the decoded value of
 * its `csvDelimiter` parameter, if it has one. Throws Meilisearch's own {@link ApiError}: 400 when
 * the delimiter is not one ASCII character, 415 when the content type is missing, unknown, or does
 * not go with a delimiter.
 */
export function payloadFormat(
  headers: Readonly<Record<string, string>>,
  csvDelimiter: string | undefined,
): PayloadFormat {
  if (csvDelimiter !== undefined) checkDelimiter(csvDelimiter);
  const header = headers['content-type'];
  if (header === undefined) {
    throw unsupported('missing_content_type', `A Content-Type header is missing. ${acceptedTypes}`);
  }
  const type = essenceOf(header);
  const contentType = contentTypes.get(type);
  if (contentType === undefined) {
    throw unsupported(
      'invalid_content_type',
      `The Content-Type \`${type}\` is invalid. ${acceptedTypes}`,
    );
  }
  if (csvDelimiter !== undefined && contentType !== 'csv') {
    throw unsupported(
      'invalid_content_type',
      `The Content-Type \`${type}\` does not support the use of a csv delimiter. The csv delimiter can only be used with the Content-Type \`text/csv\`.`,
    );
  }
  return { contentType, csvDelimiter: csvDelimiter ?? ',' };
}

function checkDelimiter(delimiter: string): void {
  const { length } = Array.from(delimiter);
  if (length !== 1) {
    const found =
      length === 0
        ? 'an empty string'
        : `the following string of ${length} characters: \`${delimiter}\``;
    throw invalidDelimiter(
      `Invalid value in parameter \`csvDelimiter\`: expected a string of one character, but found ${found}`,
    );
  }
  if (delimiter > '\u007f') {
    throw invalidDelimiter(`csv delimiter must be an ascii character. Found: \`${delimiter}\``);
  }
}

function invalidDelimiter(message: string): ApiError {
  return invalidRequest('invalid_document_csv_delimiter', message);
}

function unsupported(code: string, message: string): ApiError {
  return new ApiError(415, code, 'invalid_request', message);
}

const token = "[\\w!#$%&'*.^`|~-]";
const value = `(?:${token}|\\+)*|"[ !#-~]*"`;
const mediaType = new RegExp(
  `^(${token}+/(?:${token}|\\+)+?)(?:\\+${token}*)?(?:; *${token}+=(?:${value}))*(?:; *)?$`,
);

// Type and subtype in lower case, without suffix (`+json`) and parameters; the header as it is when
// it is no media type.
function essenceOf(header: string): string {
  return mediaType.exec(header)?.[1]?.toLowerCase() ?? header;
}
