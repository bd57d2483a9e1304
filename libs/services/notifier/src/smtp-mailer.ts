import { isPlainAddress, type MailOutcome, type NewsRecipients } from '@mailhaul/domain';
import type { Clock } from '@mailhaul/kernel';
import { createTransport, type SendMailOptions, type Transporter } from 'nodemailer';
import { type Mailer, mailMsMax, type NewsMail } from './mailer.ts';

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
  /** Of tenants that name nobody. */
  readonly to: readonly string[];
  readonly clock: Pick<Clock, 'sleep'>;
}

/** Of one step; a mail has a few, and an end. */
const stepMs = 15_000;

/** Sends through the operator's own SMTP server, one connection a mail. */
export function smtpMailer({ server, from, to: usually, clock }: SmtpOptions): Mailer {
  const { host, port, isTls, user, password = '' } = server;
  return {
    async send({ mailId, recipients, subject, text }) {
      const { to, cc, bcc } = addressed(recipients, usually);
      if (to.length + cc.length + bcc.length === 0) {
        return { kind: 'refused', code: 'no-recipients' };
      }
      const transport = createTransport({
        host,
        port,
        secure: isTls,
        ...(user === undefined ? {} : { auth: { user, pass: password } }),
        connectionTimeout: stepMs,
        greetingTimeout: stepMs,
        socketTimeout: stepMs,
      });
      const mail = {
        ...{ from, to: named(to), cc: named(cc), bcc: named(bcc), subject, text },
        messageId: `<${mailId}@mailhaul.invalid>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
        ...{ disableFileAccess: true, disableUrlAccess: true },
      };
      const given = new AbortController();
      try {
        return await Promise.race([
          handOver(transport, mail),
          clock.sleep(mailMsMax, given.signal).then(() => ({ kind: 'doubted' }) as const),
        ]);
      } finally {
        given.abort();
        transport.close();
      }
    },
  };
}

/**
 * A server that cannot be reached or lets nobody in has taken nothing. Once a mail is on its way, only the server's own word tells: what
 * breaks then may have broken behind the end of the mail.
 */
async function handOver(transport: Transporter, mail: SendMailOptions): Promise<MailOutcome> {
  try {
    await transport.verify();
  } catch (error) {
    return { kind: 'refused', code: refusalOf(error) ?? 'not-reached' };
  }
  try {
    const { rejected } = (await transport.sendMail(mail)) as { readonly rejected: unknown[] };
    return { kind: 'sent', refusedRecipients: rejected.length };
  } catch (error) {
    const code = refusalOf(error);
    return code === undefined ? { kind: 'doubted' } : { kind: 'refused', code };
  }
}

/** The server's own word, where it gave one. */
function refusalOf(error: unknown): string | undefined {
  const { responseCode } = error as { readonly responseCode?: number };
  return responseCode === undefined ? undefined : `smtp-${responseCode}`;
}

function addressed({ to, cc, bcc }: NewsMail['recipients'], usually: readonly string[]) {
  const isNobody = to.length + cc.length + bcc.length === 0;
  const all: NewsRecipients = isNobody ? { to: usually, cc, bcc } : { to, cc, bcc };
  const safe = (list: readonly string[]) => list.filter(isPlainAddress);
  return { to: safe(all.to), cc: safe(all.cc), bcc: safe(all.bcc) };
}

/** As objects: nothing of an address is read as a name, or as several. */
function named(addresses: readonly string[]) {
  return addresses.map((address) => ({ name: '', address }));
}
