import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { must } from '../../engine/base/assert.ts';
import { type Job, type Performance, planOf } from './job.ts';
import { emptyTally } from './tally.ts';
import type { Outcome } from './verdict.ts';

/** A run that takes longer than this has hung: the only wall clock that a run is measured by. */
const runMsMax = 60_000;

/** What a worker says when it is done with a job. */
type Report = { readonly performance: Performance } | { readonly error: string };

/** One thread and what it is busy with. */
interface Hand {
  readonly place: number;
  worker: Worker;
}

/** Threads that make runs, as many at once as there are cores or as were asked for. */
export class Crew {
  readonly size: number;
  readonly #hands: Hand[];

  constructor(size: number = availableParallelism()) {
    this.size = size;
    this.#hands = Array.from({ length: size }, (_, place) => ({ place, worker: newWorker() }));
  }

  /** Makes the run of `job` in the worker number `place`, which must be idle. */
  async perform(place: number, job: Job): Promise<Performance> {
    const hand = must(this.#hands[place], `worker ${place}`);
    const report = await this.#ask(hand, job);
    if (report === 'hung') return { outcome: hungOutcome(job), report: '', trace: '' };
    if ('error' in report) throw new Error(report.error);
    return report.performance;
  }

  /** Ends all threads, whatever they are doing. */
  async stop(): Promise<void> {
    await Promise.all(this.#hands.map(({ worker }) => worker.terminate()));
  }

  #ask(hand: Hand, job: Job): Promise<Report | 'hung'> {
    return new Promise((resolve, reject) => {
      const { worker } = hand;
      const watchdog = setTimeout(() => {
        void worker.terminate();
        hand.worker = newWorker();
        resolve('hung');
      }, runMsMax);
      const answered = (report: Report): void => {
        clearTimeout(watchdog);
        worker.off('error', failed);
        resolve(report);
      };
      const failed = (error: unknown): void => {
        clearTimeout(watchdog);
        worker.off('message', answered);
        reject(error);
      };
      worker.once('message', answered);
      worker.once('error', failed);
      // The rule is about windows; a thread has no origin.
      // oxlint-disable-next-line unicorn/require-post-message-target-origin
      worker.postMessage(job);
    });
  }
}

function newWorker(): Worker {
  return new Worker(new URL('worker.ts', import.meta.url));
}

function hungOutcome({ source, mutant }: Job): Outcome {
  const { profile, seed } = planOf({ source, mutant });
  return {
    profile,
    seed,
    mutant,
    kind: 'budget',
    message: `the run had not ended after ${runMsMax / 1000} s`,
    violations: [],
    evaluated: {},
    probes: {},
    tally: emptyTally,
    hash: '00000000',
    checkpoints: [],
    events: 0,
    virtualMicros: 0,
  };
}
