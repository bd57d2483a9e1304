export const passwordClasses = ['lower', 'upper', 'digits', 'symbols'] as const;
export type PasswordClass = (typeof passwordClasses)[number];

/** What every initial password is like: random for each user, with a character of each class at least. */
export interface PasswordRule {
  readonly length: number;
  readonly classes: readonly PasswordClass[];
  /** The user sets another one at the first sign-in, where the directory knows of that. */
  readonly mustChange: boolean;
}

/** How target mailboxes of a job are made; nothing in it is personal. */
export interface CreationRules {
  readonly password: PasswordRule;
  /** File name of what is run for each user, in a folder of the worker's configuration; absent: the directory alone. */
  readonly hook?: string;
  readonly hookMsMax: number;
}

/** Where they are made and what they are called. */
export interface CreationNames {
  /** Of their addresses, behind the @. */
  readonly domain: string;
  /** Distinguished name of the organisational unit. */
  readonly unit: string;
  /** What people read, `{displayname}`. */
  readonly name: string;
  /** What stands before the @, `{localpart}`. */
  readonly alias: string;
}

export interface CreationSettings {
  readonly rules: CreationRules;
  readonly names: CreationNames;
}
