import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerProcess } from '../../proxy/demo/server-process.ts';
import type { FleetAnswer, MovingFleet } from './moving-fleet.ts';

const retryPauseMs = 50;

/** Asks through the proxy that it is at home at; through another one while that is away. */
export class Client {
  readonly #fleet: MovingFleet;
  readonly #home: number;

  constructor(fleet: MovingFleet, home: number) {
    this.#fleet = fleet;
    this.#home = home;
  }

  /**
   * One request; undefined if its connection broke because the proxy was killed. Rejects if it broke
   * and nobody has killed the proxy.
   */
  async ask(line: string, body: unknown): Promise<FleetAnswer | undefined> {
    const proxy = await this.#proxy();
    try {
      return await this.#fleet.ask(line, body, proxy);
    } catch (error) {
      if (this.#fleet.isServing(proxy)) throw error;
      return undefined;
    }
  }

  async #proxy(): Promise<ServerProcess> {
    const { proxies } = this.#fleet;
    for (;;) {
      for (let turn = 0; turn < proxies.length; turn += 1) {
        const proxy = proxies[(this.#home + turn) % proxies.length];
        if (proxy !== undefined && this.#fleet.isServing(proxy)) return proxy;
      }
      await sleep(retryPauseMs);
    }
  }
}
