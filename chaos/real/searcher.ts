import { setTimeout as sleep } from 'node:timers/promises';
import { shardFor } from '../checkers/rendezvous.ts';
import { Client } from './client.ts';
import { type Film, films, partCount, stableOwner } from './films.ts';
import { searchSchema } from './fleet-answers.ts';
import type { FleetAnswer, MovingFleet } from './moving-fleet.ts';

const pauseMs = 30;

/** A client that searches while everything changes, and checks each answer. */
export class Searcher {
  readonly #client: Client;
  readonly #stable: readonly Film[];
  readonly #shards: number;
  /** What was wrong with answers. */
  readonly violations: string[] = [];
  /** Answers that were checked. */
  answered = 0;
  /** Answers that said that shards were missing. */
  degraded = 0;

  constructor(
    fleet: MovingFleet,
    { home, stable, shards }: { home: number; stable: readonly Film[]; shards: number },
  ) {
    this.#client = new Client(fleet, home);
    this.#stable = stable;
    this.#shards = shards;
  }

  /** Searches until `signal` is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    for (let turn = 0; !signal.aborted; turn += 1) {
      const part = turn % partCount;
      await (turn % 2 === 0 ? this.#searchStable(part) : this.#searchAll(part));
      await sleep(pauseMs);
    }
  }

  /** What nobody touches is found exactly, in its order, with its total. */
  async #searchStable(part: number): Promise<void> {
    const filter = `owner = ${stableOwner} AND part = ${part}`;
    const page = await this.#search({ filter, sort: ['v:asc'], limit: 1000 });
    if (page === undefined) return;
    const expected = this.#expected(part, page.missing).map(({ id }) => id);
    if (page.ids.join() !== expected.join()) this.#violation(filter, page.ids, expected);
    if (page.total !== expected.length) {
      this.violations.push(`${filter}: total ${page.total}, and ${expected.length} are there`);
    }
  }

  /** Among what others write, what nobody touches is found, and nothing twice. */
  async #searchAll(part: number): Promise<void> {
    const filter = `part = ${part}`;
    const page = await this.#search({ q: 'film', filter, limit: 1000 });
    if (page === undefined) return;
    const found = new Set(page.ids);
    if (found.size !== page.ids.length) this.violations.push(`${filter}: a document twice`);
    const absent = this.#expected(part, page.missing).filter(({ id }) => !found.has(id));
    if (absent.length > 0) this.violations.push(`${filter}: ${absent.length} documents missing`);
  }

  async #search(body: object): Promise<Page | undefined> {
    const answer = await this.#client.ask(`POST /indexes/${films}/search`, body);
    if (answer === undefined) return undefined;
    this.answered += 1;
    if (answer.status !== 200) {
      this.violations.push(`${answer.status} ${JSON.stringify(answer.body)}`);
      return undefined;
    }
    const page = pageOf(answer);
    if (page.missing.size > 0) this.degraded += 1;
    return page;
  }

  #expected(part: number, missing: ReadonlySet<number>): readonly Film[] {
    return this.#stable.filter(
      (one) => one.part === part && !missing.has(shardFor(String(one.id), this.#shards)),
    );
  }

  #violation(what: string, ids: readonly number[], expected: readonly number[]): void {
    const absent = expected.filter((id) => !ids.includes(id)).slice(0, 5);
    const surplus = ids.filter((id) => !expected.includes(id)).slice(0, 5);
    const lengths = `${ids.length} instead of ${expected.length}`;
    this.violations.push(
      `${what}: ${lengths}; missing ${absent.join()}; surplus ${surplus.join()}`,
    );
  }
}

interface Page {
  readonly ids: readonly number[];
  readonly total: number;
  /** The shards that the answer says are missing. */
  readonly missing: ReadonlySet<number>;
}

function pageOf({ body, degraded }: FleetAnswer): Page {
  const { hits, estimatedTotalHits } = searchSchema.parse(body);
  const named = /shards=([\d,]+)/.exec(degraded ?? '')?.[1];
  const missing = new Set(named === undefined ? [] : named.split(',').map(Number));
  return { ids: hits.map(({ id }) => id), total: estimatedTotalHits, missing };
}
