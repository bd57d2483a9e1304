import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ConnectorError } from '@mailhaul/connector-contract';
import { connectionLostError, refusalError } from '../errors.ts';
import { openingError } from '../opening-errors.ts';
import type { RefusedAction } from '../server-words.ts';
import { parseStatus, statusWords } from '../wire/status-response.ts';

/** One line of recorded-texts.tsv: what a real server (or Node) said, where it is recorded, and what it means. */
export interface RecordedText {
  readonly on: string;
  readonly text: string;
  /** `code scope disposition`. */
  readonly meaning: string;
  readonly server: string;
  readonly source: string;
  /** A public issue or FAQ quotes it, rather than a server's own source or manual. */
  readonly isFromThread: boolean;
  /** The rules may be written with an eye on `rules` only; `held-out` measures them. */
  readonly half: 'rules' | 'held-out';
}

export function recordedTexts(): readonly RecordedText[] {
  const lines = readFileSync(new URL('../recorded-texts.tsv', import.meta.url), 'utf8').split('\n');
  return lines
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => {
      const [on = '', text = '', code, scope, disposition, server = '', source = ''] =
        line.split('\t');
      const meaning = `${code} ${scope} ${disposition}`;
      const isFromThread = /\/(?:issues|pull)\/\d+$|\/FAQ\.d\//.test(source);
      return { on, text, meaning, server, source, isFromThread, half: halfOf(source) };
    });
}

/** Whole sources go to one half, by the first byte of the SHA-256 of their address: even to the rules. */
function halfOf(source: string): RecordedText['half'] {
  const [first = 0] = createHash('sha256').update(source).digest();
  return first % 2 === 0 ? 'rules' : 'held-out';
}

/** What we make of it, as `meaning`. */
export function judged({ on, text }: RecordedText): string {
  const { code, scope, disposition } = errorOf(on, text);
  return `${code} ${scope} ${disposition}`;
}

function errorOf(on: string, text: string): ConnectorError {
  if (on === 'socket') {
    const [code = '', ...message] = text.split(' ');
    const isUntrusted = /CERT|ISSUER|SIGNATURE|HOSTNAME/.test(code);
    return openingError(Object.assign(new Error(message.join(' ')), { code, isUntrusted }));
  }
  const status = parseStatus(text, 0);
  if (status === undefined) throw new Error(`no status response: ${text}`);
  if (on === 'bye' || on === 'greeting') return connectionLostError(undefined, statusWords(status));
  const action = actions[on];
  if (action === undefined) throw new Error(`nothing is known of ${on}`);
  return refusalError(status, action);
}

const actions: Readonly<Record<string, RefusedAction>> = {
  login: 'sign-in',
  append: 'write',
  select: 'open-folder',
  create: 'create-folder',
  fetch: 'read',
  remove: 'remove',
  list: 'list',
  other: 'other',
};
