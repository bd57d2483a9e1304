import type { LoadStyle } from '@mailhaul/testing/corpus';
import {
  type DovecotOptions,
  type PrivateServer,
  startCourier,
  startCyrus,
  startDovecot,
} from '@mailhaul/testing/servers';
import type { RealServer } from '@mailhaul/testing/specs';

/** A real mail server and its rules, as docs/reference/servers.md tells them. */
export interface ServerKind {
  readonly title: string;
  readonly needs: RealServer;
  start(): Promise<PrivateServer>;
  readonly style: LoadStyle;
  /** What it serves of a message that it was given by APPEND; undefined: it refuses it. */
  keeps(message: Buffer): Buffer | undefined;
  /** Whether it makes a folder of such a name. */
  takesName(name: string): boolean;
  /** Whether a folder that is made with missing parents gets parents that can hold mail. */
  readonly makesParents: boolean;
}

const isPlain = (style: LoadStyle, options: DovecotOptions): ServerKind => ({
  title: `Dovecot ${options.format ?? 'maildir'} "${style.separator}" ${style.prefix}`.trim(),
  needs: 'dovecot',
  start: () => startDovecot({ ...options, ...dovecotNames(style) }),
  style,
  keeps: (message) => withoutLastBareCr(message),
  takesName: () => true,
  makesParents: false,
});

function dovecotNames({ separator, prefix }: LoadStyle): DovecotOptions {
  return { separator: separator === '.' ? '.' : '/', prefix };
}

export const dovecot = isPlain({ separator: '/', prefix: '' }, {});
export const dovecotMdbox = isPlain({ separator: '/', prefix: '' }, { format: 'mdbox' });
export const dovecotSdbox = isPlain({ separator: '.', prefix: 'INBOX.' }, { format: 'sdbox' });

const cyrusWith = (style: LoadStyle): ServerKind => ({
  title: `Cyrus "${style.separator}" ${style.prefix}`.trim(),
  needs: 'cyrus',
  start: () => startCyrus({ isClassic: style.separator === '.' }),
  style: { ...style, allowsRefusals: true },
  keeps: (message) => (isRefusedByCyrus(message) ? undefined : munged(message)),
  makesParents: true,
  takesName: (name) => !/["\\%{};<>|^`]/.test(name),
});

export const cyrus = cyrusWith({ separator: '/', prefix: '' });
export const cyrusClassic = cyrusWith({ separator: '.', prefix: 'INBOX.' });

export const courier: ServerKind = {
  title: 'Courier',
  needs: 'courier',
  start: () => startCourier(),
  style: { separator: '.', prefix: 'INBOX.', allowsRefusals: true },
  keeps: endedByNewline,
  makesParents: false,
  // Its modified UTF-7 knows no character beyond 16 bits; `/` cannot stand in the name of a directory.
  takesName: (name) => !/[\u{10000}-\u{10ffff}/]/u.test(name),
};

/** Dovecot 2.3 drops a bare CR that is the last byte. */
function withoutLastBareCr(message: Buffer): Buffer {
  return message.at(-1) === 0x0d ? message.subarray(0, -1) : message;
}

/** Cyrus wants each line of a header to be a field or its continuation ("Message contains invalid header"). */
function isRefusedByCyrus(message: Buffer): boolean {
  const text = message.toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  const header = text.startsWith('\r\n') ? '' : end < 0 ? text : text.slice(0, end);
  return header
    .split('\r\n')
    .some(
      (line, at) => line !== '' && !/^(?:[ \t]|[!-9;-~\x80-\xff]+:|From )/.test(line) && at >= 0,
    );
}

/** An X for each 8-bit byte of a header (`munge8bit`, which is on unless switched off). */
function munged(message: Buffer): Buffer {
  const text = message.toString('latin1');
  const end = text.startsWith('\r\n') ? 0 : text.indexOf('\r\n\r\n');
  const headerSize = end < 0 ? text.length : end;
  const header = text.slice(0, headerSize).replaceAll(/[\x80-\xff]/g, 'X');
  return Buffer.from(header + text.slice(headerSize), 'latin1');
}

/** Courier keeps lines, ended by LF: a bare CR is lost, and the last line gets an end. */
function endedByNewline(message: Buffer): Buffer {
  const lines = message.toString('latin1').replaceAll('\r', '').replaceAll('\n', '\r\n');
  return Buffer.from(lines.endsWith('\n') || lines === '' ? lines : `${lines}\r\n`, 'latin1');
}
