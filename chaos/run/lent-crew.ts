import { Crew } from './crew.ts';

/**
 * Lends threads to `work`, and stops cleanly on Ctrl-C. Answers the exit code of `work`, or 130 if it was
 * stopped and had found nothing.
 */
export async function withCrew(
  { jobs }: { readonly jobs: number | null },
  work: (crew: Crew, isStopped: () => boolean) => Promise<number>,
): Promise<number> {
  const crew = new Crew(jobs ?? undefined);
  let isStopped = false;
  const interrupt = (): void => {
    isStopped = true;
    console.error('Stopping after the runs under way …');
  };
  process.once('SIGINT', interrupt);
  try {
    const exitCode = await work(crew, () => isStopped);
    return isStopped && exitCode === 0 ? 130 : exitCode;
  } finally {
    process.off('SIGINT', interrupt);
    await crew.stop();
  }
}
