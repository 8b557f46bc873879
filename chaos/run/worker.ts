import { parentPort } from 'node:worker_threads';
import { must } from '../../engine/base/assert.ts';
import { type Job, perform } from './job.ts';

const port = must(parentPort, 'the port of a worker thread');

// A thread that makes one run after another: runs share nothing but the code.
port.on('message', (job: Job) => {
  perform(job).then(
    (performance) => answer({ performance }),
    (error: unknown) => answer({ error: String(error) }),
  );
});

function answer(report: object): void {
  // The rule is about windows; a thread has no origin.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  port.postMessage(report);
}
