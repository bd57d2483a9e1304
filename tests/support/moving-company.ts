import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type EwsServer, startEwsServer } from '@mailhaul/mail-servers';
import { scanMailbox } from '@mailhaul/testing/independent-scan';
import {
  anyUserPassword,
  directoryBase,
  type DovecotServer,
  type SlapdServer,
  startDovecot,
  startSlapd,
} from '@mailhaul/testing/servers';
import type { CleanUps } from './clean-ups.ts';
import { person } from './directories.ts';
import { type Administrator, ExchangeReader, type ReadMessage } from './exchange-reader.ts';
import { type Letter, putLetters } from './letters.ts';

/** Where the directory has the people of each system. */
export const units = { old: `ou=Old,${directoryBase}`, next: `ou=New,${directoryBase}` } as const;
/** Opens every mailbox of the old system. */
export const master = { user: 'mover', password: 'master-secret' };
/** Opens every mailbox of Exchange. */
export const administrator: Administrator = {
  address: 'mover@new.example',
  password: 'top-secret',
};

const masterSignIn = `
auth_master_user_separator = *
passdb {
  driver = static
  args = password=${master.password}
  master = yes
  result_success = return-ok
}
`;

const guid = (at: number) => Uint8Array.from({ length: 16 }, (_, one) => (at * 31 + one * 7) % 256);
const member = (side: keyof typeof units, at: number, mail: string) => {
  const cn = mail.split('@')[0] ?? '';
  return { ...person(cn, mail, { objectGUID: guid(at) }), dn: `cn=${cn},${units[side]}` };
};
/** Cid is called otherwise at the new system: no rule finds him. Eve is in no group. */
const entries = [
  { dn: units.old, objectClass: 'organizationalUnit', ou: 'Old' },
  { dn: units.next, objectClass: 'organizationalUnit', ou: 'New' },
  ...['ann', 'bob', 'cid', 'eve', 'test.one'].map((name, at) =>
    member('old', at + 1, `${name}@old.example`),
  ),
  ...['ann', 'bob', 'c.dupont'].map((name, at) => member('next', at + 11, `${name}@new.example`)),
  {
    ...{ dn: `cn=Staff,${units.old}`, objectClass: 'groupOfNames', cn: 'Staff' },
    member: ['ann', 'bob', 'cid', 'test.one'].map((name) => `cn=${name},${units.old}`),
  },
];

/** A company that moves from a Dovecot to Exchange; a directory knows the people of both. */
export class MovingCompany {
  readonly dovecot: DovecotServer;
  readonly exchange: EwsServer;
  readonly directory: SlapdServer;

  private constructor(servers: Pick<MovingCompany, 'dovecot' | 'exchange' | 'directory'>) {
    this.dovecot = servers.dovecot;
    this.exchange = servers.exchange;
    this.directory = servers.directory;
  }

  static async start(cleanUps: CleanUps): Promise<MovingCompany> {
    const theirs = ['ann', 'bob', 'c.dupont'].map((name) => ({
      address: `${name}@new.example`,
      password: 'their own',
    }));
    const mailboxes = [{ ...administrator, mayImpersonate: true }, ...theirs];
    return new MovingCompany({
      dovecot: cleanUps.stopping(await startDovecot({ extraConfig: masterSignIn })),
      exchange: cleanUps.stopping(await startEwsServer({ mailboxes })),
      directory: cleanUps.stopping(await startSlapd({ entries })),
    });
  }

  receive(address: string, letters: readonly Letter[], folder?: string): Promise<void> {
    return putLetters(this.#access(address), letters, folder);
  }

  /** Other contents under the same mailbox: what was there is gone. */
  async replace(address: string, letters: readonly Letter[]): Promise<void> {
    rmSync(this.#mailDir(address), { recursive: true });
    await this.receive(address, letters);
  }

  /** At the mail system and in the directory, one after the other. */
  rename(side: keyof typeof units, was: string, now: string): void {
    if (side === 'old') renameSync(this.#mailDir(was), this.#mailDir(now));
    else this.exchange.rename(was, now);
    const lines = [`dn: cn=${was.split('@')[0]},${units[side]}`, 'changetype: modify'];
    this.directory.change([...lines, 'replace: mail', `mail: ${now}`, ''].join('\n'));
  }

  /** A mailbox of Exchange, by a client that others wrote. */
  reader(address: string): ExchangeReader {
    return new ExchangeReader(this.exchange, administrator, address);
  }

  /** What is on one side and not on the other, each message by itself: nothing is lost, and nothing there twice. */
  async differences(old: string, next: string): Promise<readonly string[]> {
    const before = linesOf(await this.#oldMessages(old));
    const after = linesOf(await this.reader(next).messages());
    return [...without(before, after, 'lost'), ...without(after, before, 'too much')];
  }

  /** By a scan that shares no code with the migration. */
  async #oldMessages(address: string): Promise<ReadMessage[]> {
    const { folders } = await scanMailbox(this.#access(address), { keepsBytes: true });
    return folders.flatMap(({ path, messages }) =>
      messages.map(({ bytes }) => {
        const whole = Buffer.from(bytes ?? []).toString('utf8');
        const head = (name: string) => new RegExp(`^${name}: (.*)\r$`, 'm').exec(whole)?.[1] ?? '';
        const folder = path.join('/');
        return {
          folder: folder === 'INBOX' ? 'Inbox' : folder,
          ...{ subject: head('Subject'), messageId: head('Message-ID') },
          text: whole.slice(whole.indexOf('\r\n\r\n')).trim(),
        };
      }),
    );
  }

  #access(user: string) {
    return { host: '127.0.0.1', port: this.dovecot.port, user, password: anyUserPassword };
  }

  #mailDir(address: string): string {
    return join(this.dovecot.mailDir, address);
  }
}

const linesOf = (messages: readonly ReadMessage[]) =>
  messages.map(({ folder, subject, messageId, text }) =>
    [folder, subject, messageId, text].join(' | '),
  );

/** As many times as it is missing there. */
function without(some: readonly string[], others: readonly string[], word: string): string[] {
  const rest = [...others];
  return some.flatMap((one) => {
    const at = rest.indexOf(one);
    if (at < 0) return [`${word}: ${one.slice(0, 120)}`];
    rest.splice(at, 1);
    return [];
  });
}
