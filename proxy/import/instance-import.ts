import { z } from 'zod';
import { isFeature } from '../../engine/instance/features.ts';
import type { EngineClient } from './engine-client.ts';
import { ImportFailure } from './import-failure.ts';
import type { Progress } from './import-dump.ts';
import type { UnpackedDump } from './unpacked-dump.ts';

const featuresSchema = z.record(z.string(), z.boolean());
const networkSchema = z.object({ self: z.unknown(), remotes: z.record(z.string(), z.unknown()) });
const webhooksSchema = z.object({ webhooks: z.record(z.string(), z.unknown()) });
/** Takes over what does not belong to an index: features first, for settings may need them. */
export async function importInstance(
  dump: UnpackedDump,
  client: EngineClient,
  progress: Progress,
): Promise<void> {
  const instance = new InstanceImport(client, progress);
  await instance.features(await dump.text('experimental-features.json'));
  await instance.network(await dump.text('network.json'));
  await instance.webhooks(await dump.text('webhooks.json'));
}

class InstanceImport {
  readonly #client: EngineClient;
  readonly #progress: Progress;

  constructor(client: EngineClient, progress: Progress) {
    this.#client = client;
    this.#progress = progress;
  }

  async features(text: string | undefined): Promise<void> {
    const features = featuresSchema.parse(JSON.parse(text ?? '{}'));
    // Older releases had others, which have become what everybody has.
    const on = Object.entries(features).filter(([name, isOn]) => isOn && isFeature(name));
    if (on.length === 0) return;
    const names = on.map(([name]) => name).join(', ');
    await this.#send(
      'PATCH /experimental-features',
      Object.fromEntries(on),
      `the features ${names}`,
    );
  }

  async network(text: string | undefined): Promise<void> {
    if (text === undefined || text === 'null') return;
    const { self, remotes } = networkSchema.parse(JSON.parse(text));
    const isEmpty = (self ?? null) === null && Object.keys(remotes).length === 0;
    if (!isEmpty) await this.#send('PATCH /network', { self, remotes }, 'the network');
  }

  async webhooks(text: string | undefined): Promise<void> {
    const { webhooks } = webhooksSchema.parse(JSON.parse(text ?? '{"webhooks":{}}'));
    for (const webhook of Object.values(webhooks)) {
      await this.#send('POST /webhooks', webhook, 'a webhook');
    }
  }

  /** What Miroir does not know, and what nobody sees while its feature is off, is left out, which is said. */
  async #send(line: string, body: unknown, what: string): Promise<void> {
    const answer = await this.#client.ask(line, JSON.stringify(body));
    if (answer.status < 300 || answer.status === 409) return;
    const isOff = answer.body.includes('"code":"feature_not_enabled"');
    if (answer.status !== 501 && !isOff) {
      throw new ImportFailure(`${line} was answered ${answer.status} ${answer.body}`);
    }
    this.#progress.leftOut(what);
  }
}
