import { unreachable } from '@mailhaul/kernel';
import { type Fact, factOf, type Ordered } from '../fact.ts';

/**
 * The mails of a tenant's good, or bad, news. Each event tells all that counts, so that the last one alone says where it stands. News are
 * places in the log: a mail has those behind `after` up to `upTo`.
 */
export type MailingEvent =
  /** From here on a mail server may have it. After `untilMs` whoever was at it hands over nothing more. */
  | { type: 'MailIntended'; data: Fact & MailFacts & { readonly untilMs: number } }
  | { type: 'MailSent'; data: Fact & MailFacts & { readonly refusedRecipients?: number } }
  /** The server has not taken it: its news wait for the next one. */
  | { type: 'MailRefused'; data: Fact & MailFacts & { readonly code: string } }
  /** Nobody knows whether the server has taken it: it is not sent again, and the next one says so. */
  | { type: 'MailDoubted'; data: Fact & MailFacts };

export interface MailFacts {
  readonly mailId: string;
  readonly news: number;
  readonly after: string;
  readonly upTo: string;
  readonly intendedAtMs: number;
}

export type Mailing =
  | { readonly status: 'none' }
  | ({ readonly status: 'intended'; readonly untilMs: number } & MailFacts)
  | ({ readonly status: 'sent' | 'doubted' } & MailFacts)
  | ({ readonly status: 'refused'; readonly code: string } & MailFacts);

export type MailOutcome =
  | { readonly kind: 'sent'; readonly refusedRecipients: number }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'doubted' };

export type MailingCommand = Ordered &
  (
    | ({ readonly kind: 'IntendMail'; readonly untilMs: number } & Omit<MailFacts, 'intendedAtMs'>)
    | { readonly kind: 'SettleMail'; readonly mailId: string; readonly outcome: MailOutcome }
  );

export interface MailingRejection {
  readonly kind: 'rejected';
  readonly reason: 'MailUnderWay' | 'NewsMailed' | 'MailUnknown';
}

export const mailingDecider = {
  initial: (): Mailing => ({ status: 'none' }),
  evolve: evolveMailing,
  decide: decideMailing,
  upcasters: {},
} as const;

/** The place in the log up to which news have been mailed, or may have been. */
export function mailedUpTo(mailing: Mailing): string {
  if (mailing.status === 'none') return '0';
  return mailing.status === 'refused' ? mailing.after : mailing.upTo;
}

function evolveMailing(_before: Mailing, { type, data }: MailingEvent): Mailing {
  const { mailId, news, after, upTo, intendedAtMs } = data;
  const facts = { mailId, news, after, upTo, intendedAtMs };
  switch (type) {
    case 'MailIntended':
      return { status: 'intended', ...facts, untilMs: data.untilMs };
    case 'MailSent':
      return { status: 'sent', ...facts };
    case 'MailRefused':
      return { status: 'refused', ...facts, code: data.code };
    case 'MailDoubted':
      return { status: 'doubted', ...facts };
    default:
      return unreachable(type);
  }
}

function decideMailing(
  mailing: Mailing,
  command: MailingCommand,
): readonly MailingEvent[] | MailingRejection {
  const fact = factOf(command);
  switch (command.kind) {
    case 'IntendMail': {
      if (mailing.status === 'intended') return { kind: 'rejected', reason: 'MailUnderWay' };
      const { mailId, news, after, upTo, untilMs } = command;
      if (BigInt(after) < BigInt(mailedUpTo(mailing)) || BigInt(upTo) < BigInt(after)) {
        return { kind: 'rejected', reason: 'NewsMailed' };
      }
      const facts = { mailId, news, after, upTo, intendedAtMs: command.atMs };
      return [{ type: 'MailIntended', data: { ...fact, ...facts, untilMs } }];
    }
    case 'SettleMail': {
      if (mailing.status !== 'intended' || mailing.mailId !== command.mailId) {
        return { kind: 'rejected', reason: 'MailUnknown' };
      }
      const { status: _status, untilMs: _until, ...facts } = mailing;
      return [settled({ ...fact, ...facts }, command.outcome)];
    }
    default:
      return unreachable(command);
  }
}

function settled(data: Fact & MailFacts, outcome: MailOutcome): MailingEvent {
  switch (outcome.kind) {
    case 'sent': {
      const { refusedRecipients } = outcome;
      const some = refusedRecipients === 0 ? {} : { refusedRecipients };
      return { type: 'MailSent', data: { ...data, ...some } };
    }
    case 'refused':
      return { type: 'MailRefused', data: { ...data, code: outcome.code } };
    case 'doubted':
      return { type: 'MailDoubted', data };
    default:
      return unreachable(outcome);
  }
}
