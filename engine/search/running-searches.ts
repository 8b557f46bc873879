/** Counts the searches of clients that are being answered. */
export class RunningSearches {
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Does `work`, which answers a request to a route, and counts it meanwhile if that is a search. */
  async during<Value>(template: string, work: () => Promise<Value>): Promise<Value> {
    if (!searches.test(template)) return work();
    this.#count += 1;
    try {
      return await work();
    } finally {
      this.#count -= 1;
    }
  }
}

const searches = /^\/(?:indexes\/\{uid\}\/(?:search|facet-search|similar)|multi-search)$/;
