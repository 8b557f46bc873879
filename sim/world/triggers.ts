import type { Incarnation } from '../kernel/incarnation.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { counts, type Trigger, type TriggeringEvent } from '../plan/trigger.ts';

/** Something that waits for the event of its trigger. */
interface Waiting {
  readonly trigger: Trigger;
  readonly label: string;
  /** Whose it is: a process that has died by then does nothing more. */
  readonly owner: Incarnation | null;
  readonly act: () => void;
}

/** Has things happen after events of the record. */
export class Triggers {
  readonly #kernel: Kernel;
  readonly #past: { readonly at: number; readonly happened: TriggeringEvent }[] = [];
  #waiting: readonly Waiting[] = [];
  #isCounting = false;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** From now on, events count. */
  begin(): void {
    this.#isCounting = true;
  }

  /** Notes that an event happened now, and has whatever waits for it act after its delay. */
  happened(happened: TriggeringEvent): void {
    if (!this.#isCounting) return;
    this.#past.push({ at: this.#kernel.now, happened });
    const waiting = this.#waiting;
    this.#waiting = waiting.filter((one) => !this.#isDue(one));
    for (const one of waiting) if (this.#isDue(one)) this.#schedule(one);
  }

  /** Has `act` happen after the event of `trigger`: at once if its time has passed. */
  when(waiting: Waiting): void {
    if (this.#isDue(waiting)) this.#schedule(waiting);
    else this.#waiting = [...this.#waiting, waiting];
  }

  /** Resolves after the event of `trigger`, or after `patienceMs` if it has not happened by then. */
  wait(waiting: Omit<Waiting, 'act'>, patienceMs: number): Promise<void> {
    const { label, owner } = waiting;
    return new Promise((resolve) => {
      const act = (): void => {
        patience.canceled = true;
        resolve();
      };
      const patience = this.#kernel.schedule(
        patienceMs * 1000,
        `${label} waits no longer`,
        owner,
        resolve,
      );
      this.when({ ...waiting, act });
    });
  }

  #isDue({ trigger }: Waiting): boolean {
    return this.#momentOf(trigger) !== undefined;
  }

  #schedule({ trigger, label, owner, act }: Waiting): void {
    const moment = this.#momentOf(trigger) ?? this.#kernel.now;
    const micros = moment + trigger.delayMs * 1000 - this.#kernel.now;
    this.#kernel.schedule(micros, label, owner, act);
  }

  /** When the event of `trigger` happened. */
  #momentOf(trigger: Trigger): number | undefined {
    return this.#past.filter(({ happened }) => counts(trigger, happened))[trigger.nth - 1]?.at;
  }
}
