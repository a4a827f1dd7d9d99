// SPDX-License-Identifier: Apache-2.0
/**
 * Files that are made once and never changed, such as keys that several gateways share: whoever comes second finds what the first
 * one made, whole. A process that is killed while it makes one leaves none behind that nobody can read.
 */
import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import path from 'node:path';

/** What file systems say that know no second name of a file. */
const NO_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

/**
 * @param make the content, where there is no such file yet
 * @returns what the file holds; it is readable by its owner only, and on the disk
 */
export async function madeOnce(file: string, make: () => Promise<Uint8Array> | Uint8Array): Promise<Buffer> {
  const found = await readIfThere(file);
  if (found) return found;
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await create(file, await make());
  return readFile(file);
}

async function readIfThere(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    return undefined;
  }
}

/** Under a name of its own until it is whole, and then under the right one unless somebody was faster. */
async function create(file: string, content: Uint8Array): Promise<void> {
  const unfinished = `${file}.${randomUUID()}.new`;
  try {
    await write(unfinished, content);
    await link(unfinished, file);
  } catch (error) {
    if (NO_LINKS.has(codeOf(error) ?? '')) await createInPlace(file, content);
    else if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    await rm(unfinished, { force: true });
  }
}

async function createInPlace(file: string, content: Uint8Array): Promise<void> {
  try {
    await write(file, content);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

async function write(file: string, content: Uint8Array): Promise<void> {
  await using handle = await open(file, 'wx', 0o600);
  await handle.writeFile(content);
  await handle.sync();
}
