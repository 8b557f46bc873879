const dayMs = 86_400_000;

/** Writes milliseconds since 1970 as RFC 3339 in UTC, the way Meilisearch does (no trailing zeros). */
export function formatTime(wallMs: number): string {
  const wholeMs = Math.floor(wallMs);
  const days = Math.floor(wholeMs / dayMs);
  const rest = wholeMs - days * dayMs;
  const { year, month, day } = civilFromDays(days);
  const time = [rest / 3_600_000, (rest / 60_000) % 60, (rest / 1000) % 60]
    .map(twoDigits)
    .join(':');
  const fraction = String(rest % 1000)
    .padStart(3, '0')
    .replace(/0+$/, '');
  const date = `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}`;
  return `${date}T${time}${fraction === '' ? '' : `.${fraction}`}Z`;
}

/** Reads an RFC 3339 time as milliseconds since 1970 (with a fraction below); undefined if it is none. */
export function parseTime(text: string): number | undefined {
  const match = rfc3339.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = match.map(
    (part) => part ?? '',
  );
  const date = { year: Number(year), month: Number(month), day: Number(day) };
  if (!isCivil(date) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) {
    return undefined;
  }
  const offsetMinutes = zone === 'Z' || zone === 'z' || zone === undefined ? 0 : zoneMinutes(zone);
  const minutes = Number(hour) * 60 + Number(minute) - offsetMinutes;
  const milliseconds = Number(`0${fraction}`) * 1000;
  return daysFromCivil(date) * dayMs + minutes * 60_000 + Number(second) * 1000 + milliseconds;
}

/** Reads a bare date (`2026-11-22`) as the milliseconds since 1970 at its start; undefined if it is none. */
export function parseDate(text: string): number | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return undefined;
  const date = { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) };
  return isCivil(date) ? daysFromCivil(date) * dayMs : undefined;
}

/** Writes a duration as Meilisearch does: ISO 8601, `PT0.023S`. */
export function formatDuration(durationMs: number): string {
  const microseconds = Math.round(durationMs * 1000);
  const fraction = String(microseconds % 1_000_000)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return `PT${Math.floor(microseconds / 1_000_000)}${fraction === '' ? '' : `.${fraction}`}S`;
}

const rfc3339 =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;

interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

function zoneMinutes(zone: string): number {
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4));
  return zone.startsWith('-') ? -minutes : minutes;
}

function isCivil(date: CivilDate): boolean {
  if (date.month < 1 || date.month > 12 || date.day < 1) return false;
  const { year, month, day } = civilFromDays(daysFromCivil(date));
  return year === date.year && month === date.month && day === date.day;
}

function twoDigits(value: number): string {
  return String(Math.floor(value)).padStart(2, '0');
}

/** Days since 1970 to a Gregorian date, in years that begin in March (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms"). */
function civilFromDays(days: number): CivilDate {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  };
}

/** The inverse of {@link civilFromDays}, same source. */
function daysFromCivil({ year, month, day }: CivilDate): number {
  const shiftedYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(shiftedYear / 400);
  const yearOfEra = shiftedYear - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
