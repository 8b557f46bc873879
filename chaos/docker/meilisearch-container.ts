import { GenericContainer, type StartedTestContainer, Wait } from 'testcontainers';
import { freePort, loopback } from '../../proxy/demo/free-port.ts';
import type { DockerEngine } from './docker-engine.ts';
import { meilisearchImage } from './meilisearch-image.ts';

/** A Meilisearch in a container, reachable from here. */
export interface MeilisearchContainer {
  readonly url: string;
  readonly container: StartedTestContainer;
}

const servicePort = 7700;
const startLimitMs = 60_000;

/** Starts a container of {@link meilisearchImage} and returns it once it serves. */
export async function startMeilisearchContainer(
  engine: DockerEngine,
  masterKey: string,
): Promise<MeilisearchContainer> {
  const image = new GenericContainer(meilisearchImage)
    .withEnvironment({ MEILI_MASTER_KEY: masterKey, MEILI_ENV: 'production' })
    .withStartupTimeout(startLimitMs);
  return engine.network === 'bridge' ? withMappedPort(image) : onThisMachine(image);
}

async function withMappedPort(image: GenericContainer): Promise<MeilisearchContainer> {
  const container = await image
    .withExposedPorts(servicePort)
    .withWaitStrategy(Wait.forHttp('/health', servicePort))
    .start();
  const url = `http://${container.getHost()}:${container.getMappedPort(servicePort)}`;
  return { url, container };
}

async function onThisMachine(image: GenericContainer): Promise<MeilisearchContainer> {
  const address = `${loopback}:${await freePort()}`;
  const container = await image
    .withNetworkMode('host')
    .withEnvironment({ MEILI_HTTP_ADDR: address })
    .withWaitStrategy(Wait.forLogMessage(`listening on: ${address}`))
    .start();
  return { url: `http://${address}`, container };
}
