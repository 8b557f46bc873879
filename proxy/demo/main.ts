import { performance } from 'node:perf_hooks';
import { ApiFailure } from './api-client.ts';
import { Demo } from './demo.ts';
import { helpText, parseFlags } from './flags.ts';
import { Refusal } from './refusal.ts';
import { ServerStartError } from './server-process.ts';

/** `npm` passes on the Ctrl-C that the terminal has already delivered: both count as one. */
const doubledSignalMs = 300;

process.exitCode = await main(process.argv.slice(2));

/** `npm start`: 0 after an ordinary end, 1 after a failure, 2 when nothing could be started so. */
async function main(argv: readonly string[]): Promise<number> {
  try {
    const options = parseFlags(argv);
    if (options === 'help') {
      process.stdout.write(helpText);
      return 0;
    }
    const demo = new Demo(options);
    endOnSignals(demo);
    return await demo.run();
  } catch (error) {
    if (error instanceof Refusal) return told(error, 2);
    if (error instanceof ServerStartError || error instanceof ApiFailure) return told(error, 1);
    throw error;
  }
}

/** The first signal ends in order; at the second, the servers are killed with this process. */
function endOnSignals(demo: Demo): void {
  let endingSinceMs: number | undefined;
  const end = () => {
    const nowMs = performance.now();
    if (endingSinceMs === undefined) {
      endingSinceMs = nowMs;
      console.log('\nStopping (Ctrl-C again kills)');
      demo.end();
    } else if (nowMs - endingSinceMs > doubledSignalMs) {
      process.exit(130);
    }
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
}

/** Says what happened without a stack, which would only hide it. */
function told(error: Error, exitCode: number): number {
  console.error(error.message);
  return exitCode;
}
