import { type Fact, factOf, type Ordered } from '../fact.ts';

/** Which news a tenant's people see, which are mailed, how often, and to whom. */
export interface NewsOptions {
  /** Kinds that are not shown in tiles and counts. */
  readonly hidden: readonly string[];
  /** Shown at most, of each tone. */
  readonly shown: ByTone<number>;
  /** Kinds that are mailed. */
  readonly mailed: readonly string[];
  /** Between two mails of a tone, minutes. */
  readonly everyMinutes: ByTone<number>;
}

export interface ByTone<T> {
  readonly good: T;
  readonly bad: T;
}

/** Personal. Nobody at all: whoever runs the system gets the mails. */
export interface NewsRecipients {
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
}

export interface NewsSettings {
  readonly options: NewsOptions;
  readonly recipients: NewsRecipients;
}

export interface NewsSettingsEvent {
  type: 'NewsOptionsSet';
  data: Fact & NewsOptions;
  sealed?: NewsRecipients | undefined;
}

export type NewsSettingsCommand = Ordered & { readonly kind: 'SetNewsOptions' } & NewsSettings;

export const newsKinds: ByTone<readonly string[]> = {
  good: ['mailbox-started', 'mailbox-completed', 'job-finished'],
  bad: [
    ...['mailbox-failed', 'mailbox-died', 'items-failed', 'connection-broken'],
    ...['source-unread', 'nobody-left'],
  ],
};

/** Good news can wait; that mailboxes start and complete is for the screen. */
export const usualNewsSettings: NewsSettings = {
  options: {
    hidden: [],
    shown: { good: 5, bad: 5 },
    mailed: ['job-finished', ...newsKinds.bad],
    everyMinutes: { good: 60, bad: 5 },
  },
  recipients: { to: [], cc: [], bcc: [] },
};

/** A tenant's settings as `handleCommand` wants them. Whatever is asked can be done. */
export const newsSettingsDecider = {
  initial: (): NewsSettings => usualNewsSettings,
  evolve: evolveNewsSettings,
  decide: decideNewsSettings,
  upcasters: {},
} as const;

function evolveNewsSettings(_before: NewsSettings, event: NewsSettingsEvent): NewsSettings {
  const { hidden, shown, mailed, everyMinutes } = event.data;
  const options = { hidden, shown, mailed, everyMinutes };
  return { options, recipients: event.sealed ?? usualNewsSettings.recipients };
}

function decideNewsSettings(
  { options, recipients }: NewsSettings,
  command: NewsSettingsCommand,
): readonly NewsSettingsEvent[] {
  const isSame =
    JSON.stringify([options, recipients]) === JSON.stringify([command.options, command.recipients]);
  if (isSame) return [];
  const data = { ...factOf(command), ...command.options };
  return [{ type: 'NewsOptionsSet', data, sealed: command.recipients }];
}

/** The longest that a mail server must take (RFC 5321 §4.5.3.1). */
const addressLengthMax = 254;
// Nothing that ends a header's line, begins another address or is a name, a comment or a route.
const plainAddress = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z\d](?:[a-z\d.-]*[a-z\d])?$/iu;

/** An address and nothing beside it, safe in a header and in a dialogue with a mail server. */
export function isPlainAddress(text: string): boolean {
  return text.length <= addressLengthMax && plainAddress.test(text) && !text.includes('..');
}
