import { asList, asText, parseValues, quoted, RawImap } from '@mailhaul/testing/wire';
import type { RawMail } from './raw-exchange.ts';

export interface NumberedMail extends RawMail {
  readonly uid: number;
}

/** All folders of a mailbox of IMAP that hold mail, by their names on the wire. */
export async function foldersOf(client: RawImap): Promise<string[]> {
  return (await client.list('LIST'))
    .filter(({ attributes }) => !attributes.some((one) => /no(select|nexistent)/i.test(one)))
    .map(({ wireName }) => wireName);
}

/** The folder's mail as it comes, to a reader that may stop it. */
export async function readFolder(
  client: RawImap,
  name: string,
  onMail: (mail: NumberedMail) => void,
): Promise<void> {
  await client.ok(`EXAMINE ${quoted(name)}`);
  await client.ok('UID FETCH 1:* (FLAGS INTERNALDATE BODY.PEEK[])', (line) => {
    const [, , kind, list] = parseValues(line);
    if (kind !== 'FETCH') return;
    const values = asList(list);
    const field = (wanted: string) => values[values.indexOf(wanted) + 1];
    const body = field('BODY[]');
    onMail({
      uid: Number(asText(field('UID'))),
      bytes: Buffer.isBuffer(body) ? body : Buffer.from(asText(body ?? ''), 'latin1'),
      flags: asList(field('FLAGS')).map(asText),
      receivedAt: new Date(
        asText(field('INTERNALDATE'))
          .trim()
          .replaceAll(/(?<=\w)-(?=\w)/g, ' '),
      ),
    });
  });
}

export function openImap(url: string): Promise<RawImap> {
  const { hostname, port, username, password } = new URL(url);
  return RawImap.open({
    host: hostname,
    port: Number(port),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
  });
}
