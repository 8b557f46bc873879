import type { ApiAnswer } from './api-side.ts';
import { type ClientRequest, describeRequest } from './client-request.ts';

/** Looks at all answers of a comparison for what no single one of them shows. */
export class AnswerWatch {
  readonly #secrets: readonly string[];
  readonly #codes = new Set<string>();
  readonly #leaks: string[] = [];

  /** `secrets`: what no client may see: keys, names of nodes, hidden fields. */
  constructor(secrets: readonly string[]) {
    this.#secrets = secrets;
  }

  /** The error codes with which the oracle answered, or failed a task, and the subject did as well. */
  get codes(): ReadonlySet<string> {
    return this.#codes;
  }

  /** A line for each answer of the subject that shows a secret. */
  get leaks(): readonly string[] {
    return this.#leaks;
  }

  note(request: ClientRequest, expected: ApiAnswer, actual: ApiAnswer): void {
    const actualCodes = codesIn(actual.body);
    for (const code of codesIn(expected.body)) if (actualCodes.has(code)) this.#codes.add(code);
    const asked = `${request.path} ${String(request.body)}`;
    const shown = actual.text.replaceAll(reservedFieldErrors, '');
    for (const secret of this.#secrets) {
      // What a client has named itself may be named in the answer, as the oracle does.
      if (asked.includes(secret) || timesIn(shown, secret) <= timesIn(expected.text, secret))
        continue;
      const place = shown.indexOf(secret);
      const around = shown.slice(Math.max(0, place - 150), place + 150);
      this.#leaks.push(`${describeRequest(request)} shows ${secret}: …${around}…`);
    }
  }
}

/** They tell who named a hidden field that he may not. */
const reservedFieldErrors = /\{"message":"(?:[^"\\]|\\.)*","code":"miroir_reserved_field"[^}]*\}/g;

function timesIn(text: string, part: string): number {
  return text.split(part).length - 1;
}

function codesIn(body: string): ReadonlySet<string> {
  return new Set([...body.matchAll(/"code":"([a-z0-9_]+)"/g)].map(([, code = '']) => code));
}
