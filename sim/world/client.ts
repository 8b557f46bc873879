import type { HttpResponse } from '../../engine/ports/http.ts';
import { Incarnation } from '../kernel/incarnation.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { FollowIntent, OperationItem } from '../plan/plan.ts';
import type { Intent, Operation, OperationOutcome } from '../trace/operation.ts';
import { requestOf } from './intent-request.ts';
import type { Links } from './links.ts';
import type { SimulatedProxy } from './simulated-proxy.ts';
import type { Triggers } from './triggers.ts';
import type { Weather } from './weather.ts';

/** What a client needs of the world. */
export interface ClientScope {
  readonly kernel: Kernel;
  readonly links: Links;
  readonly weather: Weather;
  readonly triggers: Pick<Triggers, 'wait'>;
  readonly proxies: readonly SimulatedProxy[];
  /** Where every operation is written down when it ends. */
  readonly operations: Operation[];
}

type BegunOperation = Omit<Operation, 'client' | 'endedAt' | 'outcome'>;

/** How long a client waits between two questions after a task, and how many questions it asks. */
const followDelayMsMin = 20;
const followDelayMsMax = 1000;
const followQuestionsMax = 60;

/** How long a client waits for the event that an operation is to come after. */
const triggerPatienceMs = 60_000;

/** One user of the fleet: does its operations one after another and remembers what was answered. */
export class Client {
  readonly name: string;
  readonly #scope: ClientScope;
  readonly #process: Incarnation;
  /** The tasks of its writes and its changes of the fleet, by operation. */
  readonly #tasks = new Map<string, number>();
  #isBusy = false;
  #begun: BegunOperation | undefined;

  constructor(name: string, scope: ClientScope) {
    this.name = name;
    this.#scope = scope;
    this.#process = new Incarnation(name, 0);
  }

  /** Whether it has nothing more to do, or is dead. */
  get isDone(): boolean {
    return !this.#isBusy || this.#process.isDead;
  }

  /** Ends the client's process: what it has sent may still be carried out, and it will never know. */
  die(): void {
    if (this.#process.isDead) return;
    this.#process.crash();
    if (this.#begun !== undefined) this.#note(this.#begun, { kind: 'lost', reason: 'client-died' });
  }

  /** Does `items` in order, each not before its time after `startMicros`. Resolves when all are done. */
  async work(items: readonly OperationItem[], startMicros: number): Promise<void> {
    this.#isBusy = true;
    for (const item of items) {
      const waitMicros = startMicros + item.atMs * 1000 - this.#scope.kernel.now;
      if (waitMicros > 0) await this.#wait(waitMicros, `${item.id} begins`);
      await this.#waitForEvent(item);
      await this.#do(item);
    }
    this.#isBusy = false;
  }

  async #waitForEvent({ id, after }: OperationItem): Promise<void> {
    if (after === undefined) return;
    const waiting = { trigger: after, label: `${id} begins`, owner: this.#process };
    await this.#scope.triggers.wait(waiting, triggerPatienceMs);
  }

  async #do(item: OperationItem): Promise<void> {
    const { intent } = item;
    if ('of' in intent) {
      const uid = this.#tasks.get(intent.of);
      if (uid === undefined) return;
      if (intent.kind === 'cancel-task-of' || intent.kind === 'delete-task-of') {
        const kind = intent.kind === 'cancel-task-of' ? 'cancel-task' : 'delete-task';
        await this.#attempt(item, { kind, uid }, item.id);
      } else await this.#follow(item, questionAfter(intent.kind, uid));
      return;
    }
    const operation = await this.#attempt(item, intent, item.id);
    const uid = acceptedTask(operation.outcome);
    if (uid !== undefined) this.#tasks.set(item.id, uid);
  }

  /** Asks until what it asks after has ended, or often enough. */
  async #follow(item: OperationItem, question: Intent): Promise<void> {
    let delayMs = followDelayMsMin;
    for (let number = 0; number < followQuestionsMax; number += 1) {
      const id = `${item.id}?${number}`;
      const { outcome } = await this.#attempt(item, question, id);
      if (hasEnded(outcome)) return;
      await this.#wait(delayMs * 1000, `${item.id} asks again`);
      delayMs = Math.min(delayMs * 2, followDelayMsMax);
    }
  }

  /** Sends an intent, again through other proxies while no good answer comes; answers the last attempt. */
  async #attempt(item: OperationItem, intent: Intent, id: string): Promise<Operation> {
    for (let attempt = 0; ; attempt += 1) {
      const proxy = this.#proxyFor(item.proxy + attempt);
      const name = attempt === 0 ? id : `${id}~${attempt}`;
      const invokedAt = this.#scope.kernel.now;
      const begun = { id: name, attemptOf: id, proxy: proxy.id, intent, invokedAt };
      this.#begun = begun;
      const operation = this.#note(begun, await this.#send(proxy, intent, { id: name, item }));
      const { outcome } = operation;
      if (attempt >= item.retries || isGood(outcome)) return operation;
      await this.#wait(50_000, `${id} tries again`);
    }
  }

  #note(begun: BegunOperation, outcome: OperationOutcome): Operation {
    const endedAt = this.#scope.kernel.now;
    const operation = { ...begun, client: this.name, endedAt, outcome };
    this.#begun = undefined;
    if (outcome.kind === 'answer') this.#scope.kernel.witness(outcome.body);
    this.#scope.operations.push(operation);
    return operation;
  }

  #proxyFor(number: number): SimulatedProxy {
    const { proxies } = this.#scope;
    const proxy = proxies[number % proxies.length];
    if (proxy === undefined) throw new Error('a fleet without proxies');
    return proxy;
  }

  /** One request over the network, with all that can happen to it on the way. */
  #send(
    proxy: SimulatedProxy,
    intent: Intent,
    { id, item }: { id: string; item: OperationItem },
  ): Promise<OperationOutcome> {
    const { kernel, links, weather } = this.#scope;
    const label = `${this.name}>${proxy.id} ${id}`;
    return new Promise((resolve) => {
      const settle = (outcome: OperationOutcome): void => {
        timeout.canceled = true;
        resolve(outcome);
      };
      const timeout = kernel.schedule(item.timeoutMs * 1000, `${id} timeout`, this.#process, () => {
        settle({ kind: 'lost', reason: 'timeout' });
      });
      const broken = (): void => {
        const delay = links.delay(proxy.id, this.name, `${label} broken`);
        kernel.schedule(delay, `${label} broken`, this.#process, () => {
          settle({ kind: 'lost', reason: 'connection' });
        });
      };
      const answered = (response: HttpResponse): void => {
        if (this.#isCut(proxy.id, this.name, label) || weather.strikes('answerLoss', label)) return;
        const delay = links.delay(proxy.id, this.name, `${label} answer`);
        kernel.schedule(delay, `${label} answer`, this.#process, () => {
          settle({ kind: 'answer', ...response });
        });
      };
      if (this.#isCut(this.name, proxy.id, label) || weather.strikes('requestLoss', label)) return;
      kernel.schedule(links.delay(this.name, proxy.id, label), label, null, () => {
        this.#arrive(proxy, requestOf(intent, id), { label, answered, broken });
      });
    });
  }

  #arrive(
    proxy: SimulatedProxy,
    request: ReturnType<typeof requestOf>,
    way: { label: string; answered: (response: HttpResponse) => void; broken: () => void },
  ): void {
    const { kernel } = this.#scope;
    if (!proxy.isUp) way.broken();
    else if (proxy.process.isPaused) {
      kernel.schedule(0, `${way.label} held`, proxy.process, () => {
        this.#arrive(proxy, request, way);
      });
    } else proxy.handle(request, way.answered, way.broken);
  }

  #isCut(from: string, to: string, label: string): boolean {
    return this.#scope.links.fate(from, to, label) !== 'passes';
  }

  #wait(micros: number, label: string): Promise<void> {
    return new Promise((resolve) => {
      this.#scope.kernel.schedule(micros, label, this.#process, resolve);
    });
  }
}

function isGood(outcome: OperationOutcome): boolean {
  return outcome.kind === 'answer' && outcome.status < 500;
}

function acceptedTask(outcome: OperationOutcome): number | undefined {
  if (outcome.kind !== 'answer' || outcome.status !== 202) return undefined;
  const { taskUid, miroir_task_id: change }: Readonly<Record<string, unknown>> = JSON.parse(
    outcome.body,
  );
  const uid = taskUid ?? change;
  return typeof uid === 'number' ? uid : undefined;
}

function questionAfter(kind: FollowIntent['kind'], uid: number): Intent {
  if (kind === 'follow-task') return { kind: 'get-task', uid };
  return { kind: 'administer', method: 'GET', path: `/_miroir/operations/${uid}`, body: null };
}

function hasEnded(outcome: OperationOutcome): boolean {
  if (outcome.kind !== 'answer' || outcome.status !== 200) return false;
  return /"status":"(?:succeeded|failed|canceled|superseded)"/.test(outcome.body);
}
