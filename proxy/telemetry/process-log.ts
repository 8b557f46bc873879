import type { Logger } from 'pino';
import type { LogLevel, Logs } from '../../engine/ports/logs.ts';
import type { Trace } from '../../engine/ports/trace.ts';
import { FollowedLog } from './followed-log.ts';
import { lineOf } from './log-line.ts';

/** The log of this process, for whoever follows it or changes how much is in it. */
export interface ProcessLog extends Logs {
  /** Tells whoever follows of the events of the engine. */
  readonly trace: Trace;
}

/** Opens `log` to clients. */
export function openProcessLog(log: Pick<Logger, 'level'>): ProcessLog {
  let followed: FollowedLog | undefined;
  return {
    setLevel(level: LogLevel) {
      log.level = level === 'off' ? 'silent' : level;
    },
    follow(level, mode) {
      if (followed !== undefined) return null;
      followed = new FollowedLog(level, mode, () => {
        followed = undefined;
      });
      return followed;
    },
    unfollow: () => followed?.end(),
    trace: {
      note(event) {
        if (followed === undefined) return;
        const line = lineOf(event, new Date().toISOString());
        if (line !== undefined) followed.write(line);
      },
    },
  };
}
