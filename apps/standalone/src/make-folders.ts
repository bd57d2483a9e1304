import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Config } from '@mailhaul/config';

/** A folder of the configuration cannot be made, or is none. */
export class FolderRefused extends Error {
  override readonly name = 'FolderRefused';
}

/** Where the process writes: the data folder, and those of stores that were put elsewhere. */
export function foldersOf({ dataFolder, eventStore, readStore }: Config): readonly string[] {
  const files = [eventStore.path, readStore.path].filter((path) => path !== ':memory:');
  return [
    ...new Set([dataFolder, ...files.map((path) => dirname(path))].map((path) => resolve(path))),
  ];
}

/** For its owner alone, with the folders above it. @throws {FolderRefused} */
export function makeFolder(path: string, setting: string): void {
  const missing: string[] = [];
  // Not mkdir's own recursion: where a file system has no room for folders (/proc) it tries for ever.
  for (let at = resolve(path); !existsSync(at); at = dirname(at)) missing.unshift(at);
  try {
    for (const one of missing) mkdirSync(one, { mode: 0o700 });
    if (statSync(path).isDirectory()) return;
  } catch (error) {
    throw refused(path, setting, error);
  }
  throw refused(path, setting, new Error('it is a file'));
}

function refused(path: string, setting: string, cause: unknown): FolderRefused {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new FolderRefused(
    `The folder ${path} cannot be made (${why}): name another one with ${setting}.`,
    { cause },
  );
}
