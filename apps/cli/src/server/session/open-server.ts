import { type Client, createClient } from '@mailhaul/api-client';
import type { Io } from '../../io.ts';
import { printLines } from '../../print-lines.ts';
import { cleanText } from '../../text/clean-text.ts';
import { jsonText } from '../../text/json-text.ts';
import { readApiToken } from './api-token.ts';
import { fetchWithDeadline } from './answer-deadline.ts';
import type { Loss } from './lost-server.ts';
import { patientClient } from './patient-client.ts';
import { parseServerAddress } from './server-address.ts';
import type { RawServerOptions } from './server-options.ts';
import { chooseTenant } from './choose-tenant.ts';

/** A Mailhaul server as one command works with it. */
export interface Server {
  readonly io: Io;
  readonly address: string;
  readonly isJson: boolean;
  /** Asks again where no answer came. */
  readonly api: Pick<Client, 'call' | 'lines' | 'file'>;
  /** Asks once. */
  readonly once: Client;
  /** The one that `--tenant` names, else the only one there is. @throws UsageError */
  tenant(): Promise<string>;
  warn(message: string): void;
  /** Lines for people, on standard output. */
  say(lines: readonly string[]): void;
  /** A JSON object for programs, on a line of standard output. */
  row(value: unknown): void;
}

/** Nothing is asked yet. @throws UsageError */
export function openServer(raw: RawServerOptions, io: Io): Server {
  const warn = (message: string) => io.stderr.write(`warning: ${cleanText(message)}\n`);
  const address = parseServerAddress(raw.server ?? io.environment['MAILHAUL_SERVER']);
  const token = readApiToken(raw.tokenFile, io.environment, warn);
  if (address.isOpenToEavesdroppers)
    warn('the token goes over the network without encryption: use https where the server has it');
  const once = createClient({
    baseUrl: address.baseUrl,
    fetch: fetchWithDeadline,
    headers: () => ({ authorization: `Bearer ${token}`, 'user-agent': `mailhaul/${io.version}` }),
  });
  let isLossTold = false;
  const onLoss = ({ why }: Loss) => {
    if (!isLossTold)
      io.stderr.write(`${address.baseUrl} cannot be reached: ${why}; trying again…\n`);
    isLossTold = true;
  };
  const api = patientClient(once, { clock: io.clock, random: io.random, onLoss });
  let tenant: Promise<string> | undefined;
  return {
    io,
    address: address.baseUrl,
    isJson: raw.json === true,
    api,
    once,
    tenant: () => (tenant ??= chooseTenant(raw.tenant, api)),
    warn,
    say: (lines) => printLines(io.stdout, lines),
    row: (value) => io.stdout.write(`${jsonText(value)}\n`),
  };
}
