import { formatTime, parseTime } from '../base/time.ts';

const dateTime = /^(\+?\d{4}-\d{2}-\d{2})(?:(.)(\d{2}:\d{2}:\d{2}))?(.*)$/s;
const leapSecond = /^(.{17})60(?:\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * Reads when a key expires, as Meilisearch v1.21 does: RFC 3339 (with anything between date and time),
 * or a time of UTC without a zone, or a date. Answers it as RFC 3339, as Meilisearch shows it; undefined
 * if it is no such time.
 */
export function readExpiry(
  text: string,
): { readonly shown: string; readonly wallMs: number } | undefined {
  const parts = dateTime.exec(text);
  if (parts === null) return undefined;
  const [, date = '', separator, time, zone = ''] = parts;
  if (time === undefined) return zone === '' ? normalized(`${bare(date)}T00:00:00Z`) : undefined;
  // Without a zone it must be written as Meilisearch writes it.
  if (zone === '') {
    if (time.endsWith(':60')) return undefined;
    return separator === 'T' || separator === ' '
      ? normalized(`${bare(date)}T${time}Z`)
      : undefined;
  }
  const isAscii = (separator?.charCodeAt(0) ?? 0) < 0x80;
  if (date.startsWith('+') || !isAscii) return undefined;
  return normalized(`${date}T${time}${zone.toUpperCase()}`);
}

function bare(date: string): string {
  return date.startsWith('+') ? date.slice(1) : date;
}

const rfc3339 = /^(.{19})(?:\.(\d+))?(Z|[+-]\d{2}:\d{2})$/;

function normalized(text: string): { readonly shown: string; readonly wallMs: number } | undefined {
  const leap = leapSecond.exec(text);
  if (leap !== null) return lastMomentOfMonth(leap[1] ?? '', leap[2] ?? '');
  const match = rfc3339.exec(text);
  const wallMs = parseTime(text);
  if (match === null || wallMs === undefined) return undefined;
  const [, whole = '', fraction = '', zone = ''] = match;
  const [hours, minutes] =
    zone === 'Z' ? [0, 0] : [Number(zone.slice(1, 3)), Number(zone.slice(4))];
  if (hours > 23 || minutes > 59) return undefined;
  const kept = fraction.slice(0, 9).replace(/0+$/, '');
  const shownZone = hours === 0 && minutes === 0 ? 'Z' : zone;
  return { shown: `${whole}${kept === '' ? '' : `.${kept}`}${shownZone}`, wallMs };
}

/** A leap second counts as the end of the second before it; there is one only at the end of a month. */
function lastMomentOfMonth(minute: string, zone: string): ReturnType<typeof normalized> {
  const second = parseTime(`${minute}59${zone}`);
  if (second === undefined) return undefined;
  const isLast = /^\d{4}-\d{2}-01T00:00:00Z$/.test(formatTime(second + 1000));
  return isLast ? normalized(`${minute}59.999999999${zone}`) : undefined;
}
