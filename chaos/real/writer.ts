import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from './client.ts';
import { film, films, partCount } from './films.ts';
import { enqueuedSchema, taskSchema } from './fleet-answers.ts';
import type { MovingFleet } from './moving-fleet.ts';
import {
  deletes,
  deletesWhere,
  replaces,
  type SentWrite,
  together,
  updates,
  type WriteEffect,
} from './promises.ts';

/** A request that writes, and what it does. */
interface PlannedWrite {
  readonly line: string;
  readonly body: unknown;
  readonly effect: WriteEffect;
}

/** A write that was sent; without a task if no answer, or a refusal, came back. */
interface NotedWrite {
  readonly effect: WriteEffect;
  readonly task: number | null;
}

/** How many documents every writer has. */
const documentsOfWriter = 300;
const pauseMs = 10;
const path = `/indexes/${films}/documents`;

/** A client that writes its own documents, one request after the other, and remembers them all. */
export class Writer {
  readonly #fleet: MovingFleet;
  readonly #client: Client;
  readonly #owner: number;
  readonly #noted: NotedWrite[] = [];
  /** Refusals by their codes. */
  readonly refusals = new Map<string, number>();

  /** `owner` counts from 1; it also decides which proxy the writer is at home at. */
  constructor(fleet: MovingFleet, owner: number) {
    this.#fleet = fleet;
    this.#client = new Client(fleet, owner);
    this.#owner = owner;
  }

  /** The ids of its documents. */
  get ids(): readonly number[] {
    const first = this.#owner * 1_000_000;
    return Array.from({ length: documentsOfWriter }, (_, place) => first + place);
  }

  /** Writes until `signal` is aborted. Rejects at an answer that no fault explains. */
  async run(signal: AbortSignal): Promise<void> {
    for (let turn = 0; !signal.aborted; turn += 1) {
      await this.#send(this.#plan(turn));
      await sleep(pauseMs);
    }
  }

  /** All its writes with what became of their tasks, which must have ended. */
  async sentWrites(): Promise<readonly SentWrite[]> {
    const sent: SentWrite[] = [];
    for (const { effect, task } of this.#noted) {
      const isKept = task !== null && (await this.#hasSucceeded(task));
      sent.push({ effect, outcome: isKept ? 'kept' : 'open' });
    }
    return sent;
  }

  async #hasSucceeded(task: number): Promise<boolean> {
    const { body } = await this.#fleet.ask(`GET /tasks/${task}`);
    return taskSchema.parse(body).status === 'succeeded';
  }

  async #send({ line, body, effect }: PlannedWrite): Promise<void> {
    const answer = await this.#client.ask(line, body);
    if (answer?.status === 202) {
      this.#noted.push({ effect, task: enqueuedSchema.parse(answer.body).taskUid });
      return;
    }
    // A refusal for want of a quorum does not say that no replica has the write.
    this.#noted.push({ effect, task: null });
    const text = JSON.stringify(answer?.body ?? { code: 'no answer' });
    if (answer !== undefined && answer.status !== 503) throw new Error(`${line}: ${text}`);
    const code = /"code":"([^"]*)"/.exec(text)?.[1] ?? text;
    this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1);
  }

  /** Mostly additions and replacements; every kind of write comes again and again. */
  #plan(turn: number): PlannedWrite {
    const v = this.#owner * 1_000_000 + turn;
    const id = (step: number): number =>
      this.#owner * 1_000_000 + ((turn * 7 + step * 31) % documentsOfWriter);
    switch (turn % 8) {
      case 3:
      case 6: {
        const changes = [0, 1].map((step) => ({ id: id(step), v, note: `changed by ${v}` }));
        return { line: `PUT ${path}`, body: changes, effect: together(changes.map(updates)) };
      }
      case 5: {
        const ids = [id(0), id(1)];
        return { line: `POST ${path}/delete-batch`, body: ids, effect: deletes(ids) };
      }
      case 7:
        return turn % 40 === 7 ? this.#planFilter(turn) : this.#planReplacement(id(0), v);
      default: {
        const documents = [0, 1, 2, 3].map((step) => film(this.#owner, id(step), v));
        const effect = together(documents.map(replaces));
        return { line: `POST ${path}`, body: documents, effect };
      }
    }
  }

  #planFilter(turn: number): PlannedWrite {
    const part = Math.floor(turn / 40) % partCount;
    const filter = `owner = ${this.#owner} AND part = ${part}`;
    const effect = deletesWhere({ owner: this.#owner, part });
    return { line: `POST ${path}/delete`, body: { filter }, effect };
  }

  #planReplacement(id: number, v: number): PlannedWrite {
    const document = { ...film(this.#owner, id, v), part: v % partCount };
    return { line: `POST ${path}`, body: [document], effect: replaces(document) };
  }
}
