import type { JobOptions } from '@mailhaul/contracts';

const listed = ['includeFolders', 'excludeFolders', 'takeFolders'] as const;

/** The options as they are sent: lines that stayed empty in the form are none, nor are blanks around them. */
export function cleanOptions(options: JobOptions): JobOptions {
  const cleaned: { -readonly [K in keyof JobOptions]: JobOptions[K] } = { ...options };
  for (const field of listed) {
    const paths = (options[field] ?? []).map((path) => path.trim()).filter((path) => path !== '');
    if (paths.length === 0) delete cleaned[field];
    else cleaned[field] = paths;
  }
  return cleaned;
}
