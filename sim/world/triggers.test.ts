import { describe, expect, test } from 'vitest';
import { Incarnation } from '../kernel/incarnation.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Trigger, TriggeringEvent } from '../plan/trigger.ts';
import { duringSeconds } from '../testing/virtual-seconds.ts';
import { Triggers } from './triggers.ts';

const copy: TriggeringEvent = { event: 'move', phase: 'copy' };
const delta: TriggeringEvent = { event: 'move', phase: 'delta' };
const placement: TriggeringEvent = { event: 'placement' };

interface Stage {
  readonly kernel: Kernel;
  readonly triggers: Triggers;
  /** Notes the time in milliseconds. */
  readonly note: () => void;
}

/** The times in milliseconds at which something was noted while `happenings` happened, a second apart. */
async function notes(
  happenings: readonly TriggeringEvent[],
  arrange: (stage: Stage) => void,
): Promise<readonly number[]> {
  return duringSeconds(100, (kernel) => {
    const times: number[] = [];
    const triggers = new Triggers(kernel);
    triggers.begin();
    for (const [place, happened] of happenings.entries()) {
      kernel.schedule((place + 1) * 1_000_000, 'happens', null, () => triggers.happened(happened));
    }
    arrange({ kernel, triggers, note: () => times.push(kernel.now / 1000) });
    return times;
  });
}

function whenNoting(trigger: Trigger, owner: Incarnation | null = null): (stage: Stage) => void {
  return ({ triggers, note }) => triggers.when({ trigger, label: 'acts', owner, act: note });
}

describe('a trigger', () => {
  test.each<[string, Trigger, number[]]>([
    ['the first of its phase', { event: 'move', phase: 'delta', nth: 1, delayMs: 0 }, [3000]],
    ['the second, and a delay', { event: 'move', phase: 'copy', nth: 2, delayMs: 250 }, [4250]],
    ['any phase', { event: 'move', nth: 3, delayMs: 0 }, [4000]],
    ['a placement', { event: 'placement', nth: 1, delayMs: 10 }, [2010]],
    ['what never happens', { event: 'placement', nth: 2, delayMs: 0 }, []],
  ])('waits for %s', async (_name, trigger, expected) => {
    const happenings = [copy, placement, delta, copy];
    expect(await notes(happenings, whenNoting(trigger))).toEqual(expected);
  });

  test('may have happened before anybody waits for it', async () => {
    const trigger: Trigger = { event: 'placement', nth: 1, delayMs: 1500 };
    const waitLate = (stage: Stage, seconds: number): void => {
      stage.kernel.schedule(seconds * 1_000_000, 'waits', null, () => whenNoting(trigger)(stage));
    };
    expect(await notes([placement], (stage) => waitLate(stage, 2))).toEqual([2500]);
    expect(await notes([placement], (stage) => waitLate(stage, 5))).toEqual([5000]);
  });

  test('moves nobody who has died', async () => {
    const owner = new Incarnation('c0', 0);
    const trigger: Trigger = { event: 'placement', nth: 1, delayMs: 0 };
    const times = await notes([placement], (stage) => {
      whenNoting(trigger, owner)(stage);
      owner.crash();
    });
    expect(times).toEqual([]);
  });

  test('does not count what happened before it began to count', async () => {
    const times = await duringSeconds(10, (kernel) => {
      const noted: number[] = [];
      const triggers = new Triggers(kernel);
      const trigger: Trigger = { event: 'placement', nth: 1, delayMs: 0 };
      const note = (): void => {
        noted.push(kernel.now / 1000);
      };
      triggers.when({ trigger, label: 'acts', owner: null, act: note });
      triggers.happened(placement);
      triggers.begin();
      kernel.schedule(4_000_000, 'happens', null, () => triggers.happened(placement));
      return noted;
    });
    expect(times).toEqual([4000]);
  });
});

describe('who waits for a trigger', () => {
  const trigger: Trigger = { event: 'placement', nth: 1, delayMs: 100 };
  const waiting = { trigger, label: 'acts', owner: null };

  test('goes on after it', async () => {
    const times = await notes([placement], ({ triggers, note }) => {
      void triggers.wait(waiting, 60_000).then(note);
    });
    expect(times).toEqual([1100]);
  });

  test('goes on without it when patience is over', async () => {
    const times = await notes([copy], ({ triggers, note }) => {
      void triggers.wait(waiting, 60_000).then(note);
    });
    expect(times).toEqual([60_000]);
  });
});
