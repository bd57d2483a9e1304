import type { MailFacts } from '@mailhaul/domain';
import { alertLine, type WordPorts } from './alert-words.ts';
import type { NewsLine } from './waiting-news.ts';

export interface MailContent {
  readonly tenant: string;
  readonly tone: 'good' | 'bad';
  readonly lines: readonly NewsLine[];
  /** There were more than are counted. */
  readonly isCut: boolean;
  /** The mail before, where nobody knows whether it has arrived. */
  readonly doubted: MailFacts | undefined;
}

const linesMax = 50;
const subjectLengthMax = 180;

/** What a mail says, in plain text. A name cannot end a line of it, and none of a header. */
export async function composeMail(
  { tenant, tone, lines, isCut, doubted }: MailContent,
  ports: WordPorts & { readonly publicUrl?: string },
): Promise<{ readonly subject: string; readonly text: string }> {
  const told: string[] = [];
  for (const line of lines.slice(0, linesMax)) {
    told.push(oneLine(await alertLine(tenant, line, ports)));
  }
  const [first] = told;
  const more = lines.length - told.length;
  if (more > 0) told.push(`and ${more} more; the console shows all of them`);
  if (isCut) told.push('There were more than a mail counts; the console shows all of them');
  if (doubted !== undefined) told.push(doubtOf(doubted));
  const others = lines.length > 1 ? `, and ${lines.length - 1} more` : '';
  const subject = first === undefined ? `a mail with ${tone} news may be lost` : first + others;
  const { publicUrl } = ports;
  const link = publicUrl === undefined ? '' : `\n${publicUrl}/t/${tenant}/news?tone=${tone}`;
  const why = `Who gets this and how often: Notification options of the tenant ${tenant}.`;
  return {
    subject: `Mailhaul (${tenant}): ${subject}`.slice(0, subjectLengthMax),
    text: `${told.join('\n')}\n\n-- \n${why}${link}\n`,
  };
}

function doubtOf({ intendedAtMs, news }: MailFacts): string {
  const at = new Date(intendedAtMs).toISOString().slice(0, 16).replace('T', ' ');
  const about = news === 1 ? 'one piece of news' : `${news} news`;
  return (
    `The mail of ${at} UTC with ${about} may not have reached you: the mail server gave no word on it. ` +
    'It is not sent again; the console shows what it told.'
  );
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}
