import { type News, newsAbouts, type NewsOptions } from '@mailhaul/contracts';

export type NewsAbout = (typeof newsAbouts)[number];

/** What news can be about, and where it is told. */
export const newsKinds: Readonly<Record<NewsAbout, { tone: News['tone']; label: string }>> = {
  'mailbox-started': { tone: 'good', label: 'Mailboxes have started' },
  'mailbox-completed': { tone: 'good', label: 'Mailboxes have completed' },
  'job-finished': { tone: 'good', label: 'A job has finished' },
  'mailbox-failed': { tone: 'bad', label: 'A mailbox needs somebody' },
  'mailbox-died': { tone: 'bad', label: 'A mailbox was parked: what copied it died' },
  'items-failed': { tone: 'bad', label: 'Items of a mailbox failed' },
  'connection-broken': { tone: 'bad', label: 'A connection does not work any more' },
  'source-unread': { tone: 'bad', label: 'The source of a job could not be read' },
  'nobody-left': { tone: 'bad', label: 'More mailboxes would leave a job than may' },
};

/** The kinds of a tone, in the order in which they are offered. */
export function kindsOf(tone: News['tone']): readonly NewsAbout[] {
  return newsAbouts.filter((about) => newsKinds[about].tone === tone);
}

/** What a tile asks for; undefined: every kind of the tone is hidden. */
export function shownKinds(
  { hidden }: Pick<NewsOptions, 'hidden'>,
  tone: News['tone'],
): readonly NewsAbout[] | undefined {
  const shown = kindsOf(tone).filter((about) => !hidden.includes(about));
  return shown.length === 0 ? undefined : shown;
}

/** How often mails can go out: minutes, and words. */
export const mailTimes: readonly (readonly [number, string])[] = [
  [1, 'As it happens, a minute apart'],
  [5, 'Every 5 minutes at most'],
  [15, 'Every 15 minutes at most'],
  [60, 'Once an hour at most'],
  [240, 'Every 4 hours at most'],
  [1440, 'Once a day at most'],
];

/** Addresses as they are typed, separated by semicolons. */
export function addressesIn(text: string): string[] {
  return text
    .split(';')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

export interface NewsOptionsDraft extends Pick<
  NewsOptions,
  'hidden' | 'shown' | 'mailed' | 'everyMinutes'
> {
  readonly to: string;
  readonly cc: string;
  readonly bcc: string;
}

export function draftOf(options: NewsOptions): NewsOptionsDraft {
  const { hidden, shown, mailed, everyMinutes, to, cc, bcc } = options;
  const [toText = '', ccText = '', bccText = ''] = [to, cc, bcc].map((list) => list.join('; '));
  return { hidden, shown, mailed, everyMinutes, to: toText, cc: ccText, bcc: bccText };
}

export function optionsOf(draft: NewsOptionsDraft): NewsOptions {
  const { to, cc, bcc, ...rest } = draft;
  return { ...rest, to: addressesIn(to), cc: addressesIn(cc), bcc: addressesIn(bcc) };
}

/** A kind is in the list, or is not. */
export function toggled(list: readonly NewsAbout[], about: NewsAbout, isIn: boolean): NewsAbout[] {
  const others = list.filter((one) => one !== about);
  return isIn ? [...others, about] : others;
}
