import { amnesia, crash, lossy, migrate, rot } from './moving-profiles.ts';
import type { ProfileMaker } from './profile.ts';
import { balanced, cancel, quiet, repair, swap, swarm } from './usual-profiles.ts';

/** The profiles by name. */
export const profiles: Readonly<Record<string, ProfileMaker>> = {
  quiet,
  balanced,
  swarm,
  repair,
  migrate,
  crash,
  lossy,
  amnesia,
  rot,
  swap,
  cancel,
};
