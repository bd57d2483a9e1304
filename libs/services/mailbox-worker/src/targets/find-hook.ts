import { lstat, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** Below the folder of hooks: whatever tenant it is for. No tenant is called so. */
export const sharedHooks = '_all';

const anybodyElseWrites = 0o022;
const executable = 0o111;

/**
 * A hook of the tenant's own, else one for all tenants: a plain file in the folder that the process's configuration names, which the operating
 * system would run and nobody but its owner can change. Undefined: there is none.
 */
export async function findHook(
  folder: string | undefined,
  tenant: string,
  name: string,
): Promise<string | undefined> {
  // Names were checked where they came in; here nothing is run that they could lead out to.
  if (folder === undefined || !/^[a-z0-9][a-z0-9_.-]*$/i.test(name)) return undefined;
  for (const owner of [tenant, sharedHooks]) {
    const file = await plainFileIn(join(folder, owner), name);
    if (file !== undefined) return file;
  }
  return undefined;
}

async function plainFileIn(folder: string, name: string): Promise<string | undefined> {
  try {
    const root = await realpath(folder);
    const file = await realpath(join(root, name));
    const { mode, ...facts } = await lstat(file).then((stat) => ({
      mode: stat.mode,
      isFile: stat.isFile(),
    }));
    const isSafe = (mode & anybodyElseWrites) === 0 && (mode & executable) !== 0;
    return facts.isFile && isSafe && file.startsWith(root + sep) ? file : undefined;
  } catch {
    return undefined;
  }
}
