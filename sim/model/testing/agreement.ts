import { compareCodePoints } from '../../../engine/base/order.ts';
import type { ModelReply } from '../request.ts';

/** What a real and a simulated node answer to the same. */
export type TwinReplies = readonly [real: ModelReply, simulated: ModelReply];

/** Two answers to one request that are not the same. */
interface Difference {
  readonly kind: string;
  readonly request: string;
  readonly real: string;
  readonly simulated: string;
}

/** Counts how often two nodes answer the same, by kind of answer. */
export class Agreement {
  readonly differences: Difference[] = [];
  readonly #compared = new Map<string, number>();
  readonly #same = new Map<string, number>();

  note(kind: string, request: string, [real, simulated]: TwinReplies): void {
    this.#compared.set(kind, this.compared(kind) + 1);
    if (real.status === simulated.status && real.body === simulated.body) {
      this.#same.set(kind, this.#sameOf(kind) + 1);
      return;
    }
    const show = ({ status, body }: ModelReply): string => `${status} ${body}`;
    this.differences.push({ kind, request, real: show(real), simulated: show(simulated) });
  }

  compared(kind: string): number {
    return this.#compared.get(kind) ?? 0;
  }

  /** The share of equal answers, 0 to 1; 0 if nothing was compared. */
  share(kind: string): number {
    return this.#sameOf(kind) / Math.max(1, this.compared(kind));
  }

  /** The figures by kind, as the text of a JSON object with sorted keys. */
  print(): string {
    const kinds = [...this.#compared.keys()].toSorted(compareCodePoints);
    const figures = kinds.map((kind) => [
      kind,
      { compared: this.compared(kind), same: this.#sameOf(kind), share: this.share(kind) },
    ]);
    return `${JSON.stringify(Object.fromEntries(figures), undefined, 2)}\n`;
  }

  #sameOf(kind: string): number {
    return this.#same.get(kind) ?? 0;
  }
}
