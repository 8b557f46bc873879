import { formatTime } from '../base/time.ts';

/** The name of an archive that is begun at this moment: `YYYYMMDD-HHMMSSmmm`. */
export function archiveName(wallMs: number): string {
  const milliseconds = String(Math.floor(wallMs) % 1000).padStart(3, '0');
  const [date = '', time = ''] = formatTime(wallMs).split('T');
  return `${date.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}${milliseconds}`;
}
