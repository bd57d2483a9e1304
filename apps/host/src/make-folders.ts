import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Config } from '@mailhaul/config';

/** A folder of the configuration cannot be made, or is none. */
export class FolderRefused extends Error {
  override readonly name = 'FolderRefused';
}

/** Where the process writes: the data folder, and those of stores that were put elsewhere; nothing where all is on servers. */
export function foldersOf({
  dataFolder,
  eventStore,
  readStore,
  secretStore,
}: Config): readonly string[] {
  const places = [eventStore, readStore, secretStore];
  const files = places.flatMap((place) => (place.scheme === 'sqlite' ? [place.path] : []));
  if (files.length === 0) return [];
  const folders = files.filter((path) => path !== ':memory:').map((path) => dirname(path));
  return [...new Set([dataFolder, ...folders].map((path) => resolve(path)))];
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
