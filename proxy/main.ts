import { systemClock } from './clock.ts';
import { type Door, openDoor } from './door.ts';
import { earlyAddress } from './early-address.ts';

// The entry of the program. Loading it all takes longer than a health check wants to wait, so the
// door opens first, if it is known where.

/** How long the door waits for somebody to answer, before loading keeps the process busy. */
const firstAnswerMsMax = 60;

// Not awaited at the top level: the bundle is CommonJS, which Node starts in half the time.
void main();

async function main(): Promise<void> {
  const address = earlyAddress(process.argv.slice(2), process.env);
  const door = address === undefined ? undefined : await openFirst(address);
  const { runCommand } = await import('./command.ts');
  await runCommand(door);
}

/** A door that cannot be opened is no reason to stop yet: the configuration may have more to say. */
async function openFirst(at: { port: number; bind: string }): Promise<Door | undefined> {
  const opened = await openDoor(at).catch(() => undefined);
  if (opened === undefined) return undefined;
  await Promise.race([opened.answered, systemClock.sleep(firstAnswerMsMax)]);
  return opened;
}
