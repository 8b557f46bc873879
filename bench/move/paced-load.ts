import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import type { LoadRequest, Target } from '../load/closed-loop.ts';

/** A load of one kind: so many connections, each with a pause after every answer. */
export interface PacedLoad {
  readonly request: (turn: number) => LoadRequest;
  readonly status: number;
  readonly connections: number;
  readonly pauseMs: number;
}

/** One answer. */
export interface TimedAnswer {
  /** By `performance.now()`. */
  readonly askedMs: number;
  readonly tookMs: number;
}

/**
 * Puts a server under a load that leaves it idle time, until `signal` is aborted: what everybody waits
 * for in a closed loop without pauses is the machine, whatever else it does. Rejects if an answer has
 * not the status that it should have.
 */
export async function pacedLoad(
  target: Target,
  { request, status, connections, pauseMs }: PacedLoad,
  signal: AbortSignal,
): Promise<readonly TimedAnswer[]> {
  const pool = new Pool(target.url, { connections });
  const headers = { authorization: `Bearer ${target.key}`, 'content-type': 'application/json' };
  const answers: TimedAnswer[] = [];
  let turn = 0;
  const ask = async (): Promise<void> => {
    while (!signal.aborted) {
      const { method, path, body } = request(turn);
      turn += 1;
      const askedMs = performance.now();
      const answer = await pool.request({ method, path, body, headers });
      const text = await answer.body.text();
      answers.push({ askedMs, tookMs: performance.now() - askedMs });
      if (answer.statusCode !== status) {
        throw new Error(`${target.name}: ${answer.statusCode} ${text.slice(0, 300)}`);
      }
      await sleep(pauseMs);
    }
  };
  await Promise.all(Array.from({ length: connections }, ask));
  await pool.close();
  return answers;
}
