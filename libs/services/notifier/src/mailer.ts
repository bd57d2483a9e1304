import type { MailOutcome, NewsRecipients } from '@mailhaul/domain';

export interface NewsMail {
  /** Of this mail alone, however often it would be handed over. */
  readonly mailId: string;
  /** Nobody: whom the mailer has been given for that. */
  readonly recipients: NewsRecipients;
  readonly subject: string;
  readonly text: string;
}

export interface Mailer {
  /** Ends within `mailMsMax`. Never rejects for what a mail server does: where its word is missing the outcome is doubted. */
  send(mail: NewsMail): Promise<MailOutcome>;
}

/** How long a mail may be at being handed over. */
export const mailMsMax = 60_000;
