import { Pool } from 'undici';

/** A server under load. */
export interface Target {
  readonly name: string;
  readonly url: string;
  readonly key: string;
}

/** One request, made anew for each turn. */
export interface LoadRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body: string;
}

/** What a load of one kind came to. */
export interface LoadResult {
  readonly answered: number;
  readonly seconds: number;
  /** Of each answer, ascending. */
  readonly latenciesMs: readonly number[];
}

/**
 * Keeps `connections` requests under way for `durationMs`: each connection asks, waits for the answer
 * and asks again. Throws if an answer has not the status that it should have.
 */
export async function closedLoop(
  target: Target,
  load: { request: (turn: number) => LoadRequest; status: number },
  { connections, durationMs }: { connections: number; durationMs: number },
): Promise<LoadResult> {
  const pool = new Pool(target.url, { connections });
  const headers = { authorization: `Bearer ${target.key}`, 'content-type': 'application/json' };
  const latenciesMs: number[] = [];
  const startMs = performance.now();
  let turn = 0;
  const ask = async (): Promise<void> => {
    while (performance.now() - startMs < durationMs) {
      const { method, path, body } = load.request(turn);
      turn += 1;
      const askedMs = performance.now();
      const answer = await pool.request({ method, path, body, headers });
      const text = await answer.body.text();
      latenciesMs.push(performance.now() - askedMs);
      if (answer.statusCode !== load.status) {
        throw new Error(`${target.name}: ${answer.statusCode} ${text.slice(0, 300)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: connections }, ask));
  const seconds = (performance.now() - startMs) / 1000;
  await pool.close();
  const sorted = latenciesMs.toSorted((left, right) => left - right);
  return { answered: latenciesMs.length, seconds, latenciesMs: sorted };
}

/** The latency below which `share` of the answers came, in milliseconds. */
export function quantile({ latenciesMs }: LoadResult, share: number): number {
  return latenciesMs[Math.floor(latenciesMs.length * share)] ?? Number.NaN;
}
