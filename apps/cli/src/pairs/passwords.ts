import { UsageError } from '../usage-error.ts';
import { readPasswordFile } from './password-file.ts';

export type Side = 'source' | 'target';

/** Where a side's password may come from. Both rows of pairs.csv and the single pair of the options end here. */
export interface PasswordSources {
  readonly side: Side;
  /** From the URL or the row. */
  readonly inline: string | undefined;
  /** `--source-password-file` or `--target-password-file`. */
  readonly file: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly warn: (message: string) => void;
}

/**
 * What was written for this pair wins over what stands for all: inline, then file, then MAILHAUL_SOURCE_PASSWORD or
 * MAILHAUL_TARGET_PASSWORD. Undefined: none was given, ask.
 * @throws UsageError when the file cannot be read.
 */
export function findPassword(sources: PasswordSources): string | undefined {
  if (sources.inline !== undefined) return sources.inline;
  if (sources.file !== undefined) return readPasswordFile(sources.file, sources.warn);
  return sources.environment[passwordVariable(sources.side)] || undefined;
}

export function passwordVariable(side: Side): string {
  return side === 'source' ? 'MAILHAUL_SOURCE_PASSWORD' : 'MAILHAUL_TARGET_PASSWORD';
}

export function missingPassword(side: Side, label: string): UsageError {
  return new UsageError(
    `there is no ${side} password for ${label}`,
    `give --${side}-password-file, set ${passwordVariable(side)}, or run on a terminal to be asked`,
  );
}

/** Asks on the terminal, without showing what is typed. @throws UsageError when the person gives up. */
export async function askPassword(side: Side, label: string): Promise<string> {
  const { default: password } = await import('@inquirer/password');
  try {
    const answer = await password(
      { message: `Password of ${label} (${side})`, mask: '*' },
      { output: process.stderr },
    );
    if (answer === '') throw missingPassword(side, label);
    return answer;
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new UsageError(`no ${side} password was given for ${label}`, undefined, { cause });
  }
}
