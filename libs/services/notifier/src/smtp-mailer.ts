import { createTransport } from 'nodemailer';
import type { Mailer } from './notifier.ts';

export interface SmtpOptions {
  /** `smtp://` or `smtps://`, with user and password where the server asks for them. */
  readonly url: string;
  readonly from: string;
  readonly to: readonly string[];
}

const deadlineMs = 20_000;

/** Sends through the operator's own SMTP server, one connection a mail. */
export function smtpMailer({ url, from, to }: SmtpOptions): Mailer {
  const transport = createTransport({
    url,
    connectionTimeout: deadlineMs,
    greetingTimeout: deadlineMs,
    socketTimeout: deadlineMs,
  });
  return {
    async send({ subject, text }) {
      await transport.sendMail({
        from,
        to: [...to],
        subject,
        text,
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
    },
  };
}
