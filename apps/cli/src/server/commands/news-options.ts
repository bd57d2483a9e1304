import { type NewsOptions, type NewsOptionsAnswer, newsOptionsSchema } from '@mailhaul/contracts';
import { type ExitCode, exitCodes } from '../../exit-codes.ts';
import { plural } from '../../text/format.ts';
import { UsageError } from '../../usage-error.ts';
import type { Server } from '../session/open-server.ts';

export interface RawNewsOptions {
  readonly hide?: string;
  readonly mail?: string;
  readonly goodShown?: string;
  readonly badShown?: string;
  readonly goodEvery?: string;
  readonly badEvery?: string;
  readonly to?: string;
  readonly cc?: string;
  readonly bcc?: string;
}

/** `mailhaul news options`: shows them; with options, changes those that are named. */
export async function newsOptions(server: Server, raw: RawNewsOptions): Promise<ExitCode> {
  const tenant = await server.tenant();
  const path = { tenant };
  let options = await server.api.call('readNewsOptions', { path });
  const change = changeOf(raw);
  if (change.length > 0) {
    const { canMail: _can, lastMail: _last, ...before } = options;
    const body = checked(change.reduce((wanted, apply) => apply(wanted), before));
    options = await server.api.call('setNewsOptions', { path, body });
  }
  if (server.isJson) server.row(options);
  else server.say(linesOf(options));
  return exitCodes.done;
}

type Change = (options: NewsOptions) => NewsOptions;

function changeOf(raw: RawNewsOptions): readonly Change[] {
  const { hide, mail, goodShown, badShown, goodEvery, badEvery } = raw;
  const changes: Change[] = [];
  const kinds = (text: string) =>
    (text === 'none' ? [] : split(text, ',')) as NewsOptions['hidden'];
  if (hide !== undefined) changes.push((one) => ({ ...one, hidden: kinds(hide) }));
  if (mail !== undefined) changes.push((one) => ({ ...one, mailed: kinds(mail) }));
  const counts = [
    ['shown', 'good', goodShown],
    ['shown', 'bad', badShown],
    ['everyMinutes', 'good', goodEvery],
    ['everyMinutes', 'bad', badEvery],
  ] as const;
  for (const [field, tone, text] of counts) {
    if (text === undefined) continue;
    changes.push((one) => ({ ...one, [field]: { ...one[field], [tone]: Number(text) } }));
  }
  for (const field of ['to', 'cc', 'bcc'] as const) {
    const text = raw[field];
    if (text !== undefined) changes.push((one) => ({ ...one, [field]: split(text, ';') }));
  }
  return changes;
}

/** @throws {UsageError} what the server would refuse, in its words. */
function checked(options: NewsOptions): NewsOptions {
  const { success, data, error } = newsOptionsSchema.safeParse(options);
  if (success) return data;
  const [first] = error.issues;
  throw new UsageError(`${first?.path.join('.') ?? 'an option'}: ${first?.message ?? 'is wrong'}`);
}

function split(text: string, separator: string): string[] {
  return text
    .split(separator)
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

function linesOf(options: NewsOptionsAnswer): readonly string[] {
  const { hidden, mailed, shown, everyMinutes, to, cc, bcc, canMail } = options;
  const list = (texts: readonly string[], none: string) =>
    texts.length === 0 ? none : texts.join(', ');
  return [
    `Hidden:   ${list(hidden, 'none')}`,
    `Shown:    ${shown.good} good, ${shown.bad} bad at most`,
    `Mailed:   ${list(mailed, 'none')}`,
    `How often: good every ${plural(everyMinutes.good, 'minute')}, bad every ${plural(everyMinutes.bad, 'minute')} at most`,
    `To:       ${list(to, to.length + cc.length + bcc.length === 0 ? 'the address that the system was set up with' : 'nobody')}`,
    `CC:       ${list(cc, 'nobody')}`,
    `BCC:      ${list(bcc, 'nobody')}`,
    canMail
      ? 'Mails go out.'
      : 'No mails go out: the notifier has no mail server. Set MAILHAUL_SMTP_URL, MAILHAUL_MAIL_FROM and MAILHAUL_MAIL_TO for it.',
  ];
}
