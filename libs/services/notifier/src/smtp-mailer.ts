import { createTransport } from 'nodemailer';
import type { Mailer } from './notifier.ts';

export interface SmtpOptions {
  readonly server: {
    readonly host: string;
    readonly port: number;
    /** TLS from the first byte; else the server is asked for STARTTLS. */
    readonly isTls: boolean;
    readonly user?: string;
    readonly password?: string;
  };
  readonly from: string;
  readonly to: readonly string[];
}

const deadlineMs = 20_000;

/** Sends through the operator's own SMTP server, one connection a mail. */
export function smtpMailer({ server, from, to }: SmtpOptions): Mailer {
  const { host, port, isTls, user, password = '' } = server;
  const transport = createTransport({
    host,
    port,
    secure: isTls,
    ...(user === undefined ? {} : { auth: { user, pass: password } }),
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
