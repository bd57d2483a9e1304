import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

const builtFolders = new Set(['node_modules', 'dist', 'coverage', '.nx', '.next', '.git']);
/** Compiled sources, scripts and texts: what people wrote. */
const writtenFile =
  /\.(ts|tsx|mts|mjs|js|json|md|sh|yml|yaml|csv)$|^\.(npmrc|gitignore)$|(^|\/)run$/;

/** Paths of all files of the repository, relative, with `/`. Outside a git checkout: of all files that no tool made. */
export const files: readonly string[] = listFiles();
export const writtenFiles = files.filter((file) => writtenFile.test(file));
export const codeFiles = files.filter((file) => /\.(ts|tsx|mts|mjs)$/.test(file));
export const specFiles = files.filter((file) => file.endsWith('.spec.ts'));

export function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

export function readJson(file: string): unknown {
  return JSON.parse(read(file));
}

export function sizeOf(file: string): number {
  return statSync(join(root, file)).size;
}

/** Lines of the files that match, as `path:line: text`. */
export function linesMatching(candidates: readonly string[], pattern: RegExp): string[] {
  return candidates.flatMap((file) =>
    read(file)
      .split('\n')
      .flatMap((line, index) =>
        pattern.test(line) ? [`${file}:${index + 1}: ${line.trim().slice(0, 120)}`] : [],
      ),
  );
}

function listFiles(): string[] {
  const tracked = trackedFiles();
  return (tracked ?? walk('')).filter((file) => existsSync(join(root, file))).sort();
}

function trackedFiles(): string[] | undefined {
  try {
    const output = execFileSync('git', ['ls-files', '-z'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return output.split('\0').filter((file) => file !== '');
  } catch {
    // No git, or no checkout (an unpacked archive): the folder is all there is.
    return undefined;
  }
}

function walk(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return builtFolders.has(entry.name) ? [] : walk(path);
    return entry.isFile() ? [path] : [];
  });
}
