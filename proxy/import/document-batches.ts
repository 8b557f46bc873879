/** Documents that are sent at once. */
export interface DocumentBatch {
  readonly count: number;
  /** One document a line. */
  readonly text: string;
}

/** Gathers documents into batches of about this many characters; a larger one goes alone. */
export async function* documentBatches(
  documents: AsyncIterable<string>,
  charactersMax: number,
): AsyncGenerator<DocumentBatch, void, undefined> {
  let batch: string[] = [];
  let characters = 0;
  for await (const document of documents) {
    if (batch.length > 0 && characters + document.length > charactersMax) {
      yield { count: batch.length, text: batch.join('\n') };
      batch = [];
      characters = 0;
    }
    batch.push(document);
    characters += document.length;
  }
  if (batch.length > 0) yield { count: batch.length, text: batch.join('\n') };
}
