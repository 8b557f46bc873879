/**
 * Hides what two servers can never have in common: moments, durations, the sizes of files and documents,
 * what a node does inside a batch and how long each step takes, the uids of webhooks, and what keys with
 * random uids follow from. Everything else, the order of members included, is left for the comparison.
 */
export function maskAnswer(body: string): string {
  return body
    .replaceAll(moments, '$1"<moment>"')
    .replaceAll(numbers, '$1<number>')
    .replaceAll(/("progressTrace":)\{[^}]*\}/g, '$1<trace>')
    .replaceAll(/,"(?:writeChannelCongestion|internalDatabaseSizes)":\{[^}]*\}/g, '')
    .replaceAll(/(webhook `)[\da-f-]{36}(?=`)/g, '$1<uid>')
    .replaceAll(randomKeys, '$1"<value>","uid":"<uid>"')
    .replaceAll(/(we're now )`\d+`/g, '$1<moment>')
    .replaceAll(/("dumpUid":)"\d{8}-\d{9}"/g, '$1"<moment>"');
}

const moments =
  /("(?:enqueuedAt|startedAt|finishedAt|createdAt|updatedAt|lastUpdate|duration)":)"[^"]*"/g;

const numbers =
  /("(?:processingTimeMs|databaseSize|usedDatabaseSize|rawDocumentDbSize|avgDocumentSize)":)\d+/g;

// Keys that a server makes by itself, and those of the requests that name none.
const randomKeys =
  /("name":"(?:Default|Random) [^"]*","description":(?:null|"[^"]*"),"key":)"[\da-f]{64}","uid":"[\da-f-]{36}"/g;
