import type { EngineContext } from '../../context.ts';
import { limits } from '../../limits.ts';
import type { RemoteRequest } from '../../ports/remote-client.ts';
import { internalFailure, type JobFailure, type JobWork } from '../job.ts';
import type { ExportOrder } from './parse-export.ts';

type Line = Omit<RemoteRequest, 'url' | 'apiKey'> & {
  /** From the root of the other server. */
  readonly path: string;
};

/** An index of the server that documents are sent to. */
export class RemoteIndex {
  readonly #context: EngineContext;
  readonly #work: JobWork;
  readonly #order: Pick<ExportOrder, 'url' | 'apiKey'>;
  readonly #path: string;

  constructor(
    context: EngineContext,
    work: JobWork,
    order: Pick<ExportOrder, 'url' | 'apiKey'>,
    uid: string,
  ) {
    this.#context = context;
    this.#work = work;
    this.#order = order;
    this.#path = `/indexes/${uid}`;
  }

  /** Whether it is there. Throws {@link JobFailure}, as all of this does. */
  async exists(): Promise<boolean> {
    const answer = await this.#call({ method: 'GET', path: this.#path });
    if (answer.status < 400) return true;
    if (errorOf(answer.body)?.code === 'index_not_found') return false;
    throw refusal(answer);
  }

  async create(uid: string, primaryKey: string | null): Promise<void> {
    const body = JSON.stringify({ uid, primaryKey });
    await this.#send({ method: 'POST', path: '/indexes', body });
  }

  async setPrimaryKey(primaryKey: string | null): Promise<void> {
    const body = JSON.stringify({ primaryKey });
    await this.#send({ method: 'PATCH', path: this.#path, body });
  }

  /** `settings`: as JSON text. */
  async setSettings(settings: string): Promise<void> {
    await this.#send({ method: 'PATCH', path: `${this.#path}/settings`, body: settings });
  }

  /** Adds or replaces documents, given as exact texts. */
  async addDocuments(documents: readonly string[]): Promise<void> {
    const contentType = 'application/x-ndjson';
    const path = `${this.#path}/documents`;
    await this.#send({ method: 'POST', path, contentType, body: [documents.join('\n')] });
  }

  async #send(line: Line): Promise<void> {
    const answer = await this.#call(line);
    if (answer.status >= 400) throw refusal(answer);
  }

  /** One exchange, again while the other server does not answer as it should. */
  async #call({ path, ...line }: Line): Promise<RemoteAnswer> {
    const { clock, remotes } = this.#context.ports;
    const { url: base, apiKey } = this.#order;
    const url = `${base}${path}`;
    const untilMs = clock.monoMs() + limits.exportPatienceMs;
    let delayMs: number = limits.exportDelayMsMin;
    for (;;) {
      await this.#work.goOn();
      const options = { deadlineMs: limits.exportCallMsMax, cancel: this.#work.cancel };
      const reply = await remotes.call({ ...line, url, apiKey }, options);
      if (reply.kind === 'reply' && isSettled(reply)) return reply;
      if (clock.monoMs() >= untilMs) throw unreachableServer(url, reply);
      await clock.sleep(delayMs, this.#work.cancel);
      delayMs = Math.min(delayMs * 2, limits.exportDelayMsMax);
    }
  }
}

interface RemoteAnswer {
  readonly status: number;
  readonly body: string;
}

/** Whether asking once more would bring the same answer. */
function isSettled({ status, body }: RemoteAnswer): boolean {
  if (status >= 200 && status < 300) return true;
  return status >= 400 && status < 500 && status !== 429 && errorOf(body) !== undefined;
}

interface RemoteError {
  readonly message: string;
  readonly code: string;
  readonly type: string;
  readonly link: string;
}

function errorOf(body: string): RemoteError | undefined {
  try {
    const error: Partial<Record<keyof RemoteError, unknown>> = JSON.parse(body);
    const { message, code, type, link } = error;
    if (typeof message !== 'string' || typeof code !== 'string') return undefined;
    return { message, code, type: String(type), link: String(link) };
  } catch {
    return undefined;
  }
}

function refusal({ status, body }: RemoteAnswer): JobFailure {
  const error = errorOf(body);
  const reason =
    error === undefined
      ? `status ${status}`
      : `${error.code} (${error.type}): ${error.message} <${error.link}>`;
  return internalFailure(`Failed to export documents to remote server ${reason}`);
}

function unreachableServer(
  url: string,
  reply: Awaited<ReturnType<EngineContext['ports']['remotes']['call']>>,
): JobFailure {
  const reason = reply.kind === 'reply' ? `status ${reply.status}` : reply.message;
  return internalFailure(`${url}: Connection Failed: ${reason}`);
}
