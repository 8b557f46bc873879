/**
 * Hides what two servers can never have in common: moments, durations, the numbers of batches and
 * the sizes of files. Everything else, the order of members included, is left for the comparison.
 */
export function maskAnswer(body: string): string {
  return body.replaceAll(moments, '$1"<moment>"').replaceAll(numbers, '$1<number>');
}

const moments =
  /("(?:enqueuedAt|startedAt|finishedAt|createdAt|updatedAt|lastUpdate|duration)":)"[^"]*"/g;

const numbers =
  /("(?:processingTimeMs|batchUid|databaseSize|usedDatabaseSize|rawDocumentDbSize)":)\d+/g;
