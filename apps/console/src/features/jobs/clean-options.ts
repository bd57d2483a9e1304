import type { JobOptions } from '@mailhaul/contracts';

/** The options as they are sent: lines that stayed empty in the form are none. */
export function cleanOptions(options: JobOptions): JobOptions {
  const { excludeFolders, ...rest } = options;
  const paths = (excludeFolders ?? []).map((path) => path.trim()).filter((path) => path !== '');
  return paths.length === 0 ? rest : { ...rest, excludeFolders: paths };
}
