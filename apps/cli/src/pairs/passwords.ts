import { UsageError } from '../usage-error.ts';
import { readPasswordFile } from './password-file.ts';

export type Side = 'source' | 'target';

/** Whose password: a side's, or that of the one connection of `mailhaul test`. */
export type PasswordOwner = Side | 'test';

/** Where it may come from. Rows of pairs.csv and the connections of the options all end here. */
export interface PasswordSources {
  readonly owner: PasswordOwner;
  /** From the URL or the row. */
  readonly inline: string | undefined;
  readonly file: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly warn: (message: string) => void;
}

/**
 * What was written for this pair wins over what stands for all: inline, then file, then the environment.
 * Undefined: none was given, ask.
 * @throws UsageError when the file cannot be read.
 */
export function findPassword(sources: PasswordSources): string | undefined {
  const { owner, inline, file, environment, warn } = sources;
  if (inline !== undefined) return inline;
  if (file !== undefined) return readPasswordFile(file, warn);
  return environment[places[owner].variable] || undefined;
}

/** The option that names a password file. */
export function passwordFileOption(owner: PasswordOwner): string {
  return places[owner].option;
}

export function missingPassword(owner: PasswordOwner, label: string): UsageError {
  const { option, variable } = places[owner];
  return new UsageError(
    `there is no password for ${label}`,
    `give ${option}, set ${variable}, or run on a terminal to be asked`,
  );
}

/** Asks on the terminal, without showing what is typed. @throws UsageError when the person gives up. */
export async function askPassword(owner: PasswordOwner, label: string): Promise<string> {
  const { default: password } = await import('@inquirer/password');
  const side = owner === 'test' ? '' : ` (${owner})`;
  try {
    const answer = await password(
      { message: `Password of ${label}${side}`, mask: '*' },
      { output: process.stderr },
    );
    if (answer === '') throw missingPassword(owner, label);
    return answer;
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new UsageError(`no password was given for ${label}`, undefined, { cause });
  }
}

const places: Readonly<Record<PasswordOwner, { option: string; variable: string }>> = {
  source: { option: '--source-password-file', variable: 'MAILHAUL_SOURCE_PASSWORD' },
  target: { option: '--target-password-file', variable: 'MAILHAUL_TARGET_PASSWORD' },
  test: { option: '--password-file', variable: 'MAILHAUL_PASSWORD' },
};
