import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  /** To whom the dialogue said it goes. */
  readonly recipients: readonly string[];
  readonly text: string;
}

export interface MailServer {
  readonly port: number;
  readonly received: ReceivedMail[];
  /** What becomes of the next mails once they are there whole. */
  answer: 'taken' | 'refused' | 'cut';
  close(): Promise<void>;
}

/** A mail server on this machine that keeps what it is given. */
export async function startMailServer(): Promise<MailServer> {
  const smtp = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        if (server.answer === 'refused') {
          done(Object.assign(new Error('no room'), { responseCode: 452 }));
          return;
        }
        const recipients = session.envelope.rcptTo.map(({ address }) => address);
        server.received.push({ recipients, text: Buffer.concat(parts).toString() });
        if (server.answer === 'cut') for (const one of smtp.connections) one.close();
        else done();
      });
    },
  });
  smtp.on('error', () => undefined);
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  const server: MailServer = {
    port: (smtp.server.address() as { port: number }).port,
    received: [],
    answer: 'taken',
    close: () => new Promise((resolve) => smtp.close(() => resolve())),
  };
  return server;
}
