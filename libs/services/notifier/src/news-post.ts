import type { EventStore, TenantSealers } from '@mailhaul/application';
import { type Mailing, type MailOutcome, mailedUpTo, type NewsSettings } from '@mailhaul/domain';
import { type Clock, type Random, uuid4 } from '@mailhaul/kernel';
import { composeMail } from './compose-mail.ts';
import { type Mailer, mailMsMax } from './mailer.ts';
import type { MailingLog, Tone } from './mailing-log.ts';
import type { WaitingNews } from './waiting-news.ts';

export interface PostPorts {
  readonly events: EventStore;
  readonly sealers: TenantSealers;
  readonly clock: Clock;
  readonly random: Random;
  readonly mailer: Mailer;
  readonly publicUrl?: string;
  readonly meter?: { mailEnded(outcome: 'sent' | 'failed'): void };
  readonly onTrouble: (error: unknown) => void;
}

export interface Bag {
  readonly tenant: string;
  readonly tone: Tone;
  readonly news: WaitingNews;
  readonly settings: NewsSettings;
}

/** News that come close together go out as one mail. */
const gatherMs = 30_000;
/** After a server has not taken a mail. */
const againMs = 300_000;
/** After that nobody is at it any more, with room for clocks that differ. */
const intentMs = 2 * mailMsMax;
const minuteMs = 60_000;
const actor = 'notifier';

/** The mail server has not taken a mail; its news wait. */
export class MailNotTaken extends Error {
  override readonly name = 'MailNotTaken';
}

/**
 * Mails what is due. Before a mail server hears of a mail, the log says which news are in it; no news are ever in two mails. A mail whose
 * end nobody knows is not sent again: the next one says so, and is sent even where there is nothing else to tell.
 */
export class NewsPost {
  readonly #ports: PostPorts;
  readonly #mailings: MailingLog;

  constructor(ports: PostPorts, mailings: MailingLog) {
    this.#ports = ports;
    this.#mailings = mailings;
  }

  /** True: a mail has come to its end. */
  async sendDue(bag: Bag): Promise<boolean> {
    const { tenant, tone, news, settings } = bag;
    const mailing = await this.#mailings.read(tenant, tone);
    const nowMs = this.#ports.clock.wallMs();
    if (mailing.status === 'intended') {
      if (nowMs < mailing.untilMs) return false;
      return this.#settle(bag, mailing.mailId, { kind: 'doubted' });
    }
    const covered = BigInt(mailedUpTo(mailing));
    news.drop(covered);
    const isOwedWord = mailing.status === 'doubted' && mailing.news > 0;
    if (news.isEmpty && !isOwedWord) return false;
    const dueMs = Math.max(
      nextMailMs(mailing, settings.options.everyMinutes[tone] * minuteMs),
      news.isEmpty ? 0 : news.sinceMs + gatherMs,
    );
    if (nowMs < dueMs) return false;
    return this.#send(bag, mailing, covered);
  }

  async #send(bag: Bag, mailing: Mailing, covered: bigint): Promise<boolean> {
    const { clock, random, mailer } = this.#ports;
    const { tenant, tone, news, settings } = bag;
    const { lines, isCut } = news.lines();
    const doubted = mailing.status === 'doubted' ? mailing : undefined;
    const content = { tenant, tone, lines, isCut, doubted };
    const mail = await composeMail(content, this.#ports);
    const mailId = uuid4(random);
    const upTo = news.last?.position ?? covered;
    const nowMs = clock.wallMs();
    const isOurs = await this.#mailings.tell(tenant, tone, {
      ...{ kind: 'IntendMail', commandId: uuid4(random), atMs: nowMs, actor, mailId },
      ...{ news: lines.length, after: String(covered), upTo: String(upTo) },
      untilMs: nowMs + intentMs,
    });
    if (!isOurs) return false;
    const outcome = await mailer.send({ mailId, recipients: settings.recipients, ...mail });
    return this.#settle(bag, mailId, outcome);
  }

  async #settle({ tenant, tone, news }: Bag, mailId: string, outcome: MailOutcome) {
    const { clock, random, meter, onTrouble } = this.#ports;
    const by = { commandId: uuid4(random), atMs: clock.wallMs(), actor };
    const isSettled = await this.#mailings.tell(tenant, tone, {
      ...{ kind: 'SettleMail', ...by, mailId, outcome },
    });
    const isSent = outcome.kind === 'sent' && outcome.refusedRecipients === 0;
    meter?.mailEnded(outcome.kind === 'sent' ? 'sent' : 'failed');
    if (!isSent) onTrouble(new MailNotTaken(wordsOf(outcome)));
    if (outcome.kind !== 'refused') {
      news.drop(BigInt(mailedUpTo(await this.#mailings.read(tenant, tone))));
    }
    return isSettled;
  }
}

/** Of a mail that was not taken the time counts as well: a server that is down is not asked every few seconds. */
function nextMailMs(mailing: Mailing, everyMs: number): number {
  if (mailing.status === 'none') return 0;
  const waitMs = mailing.status === 'refused' ? Math.min(everyMs, againMs) : everyMs;
  return mailing.intendedAtMs + waitMs;
}

function wordsOf(outcome: MailOutcome): string {
  switch (outcome.kind) {
    case 'sent':
      return `${outcome.refusedRecipients} recipients were refused`;
    case 'refused':
      return `the mail server has not taken a mail: ${outcome.code}`;
    case 'doubted':
      return 'the mail server gave no word on a mail';
  }
}
