import type { News } from '@mailhaul/contracts';

/** One entry as it is shown: a piece of news, or several of the same reason as one. */
export interface NewsGroup {
  /** The newest; of several with a title that counts them. */
  readonly news: News;
  /** Whose entries it stands for, the newest first. */
  readonly ids: readonly string[];
}

/** A few mailboxes are named, from here on they are counted. */
const gatheredMin = 3;

const titles: Readonly<Record<string, (count: string) => string>> = {
  'mailbox-failed': (count) => `${count} mailboxes need you`,
  'mailbox-died': (count) => `${count} mailboxes were parked`,
  'items-failed': (count) => `Items of ${count} mailboxes failed`,
};

/** Mailboxes of one job that stand still for one reason become one entry, where the newest of them stands. */
export function gatherNews(newestFirst: readonly News[]): readonly NewsGroup[] {
  const groups = new Map<string, News[]>();
  for (const news of newestFirst) {
    const key = keyOf(news);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [news]);
    else group.push(news);
  }
  const shown = new Set<string>();
  return newestFirst.flatMap((news): readonly NewsGroup[] => {
    const key = keyOf(news);
    const group = groups.get(key) ?? [news];
    if (group.length < gatheredMin) return [{ news, ids: [news.id] }];
    if (shown.has(key)) return [];
    shown.add(key);
    const title = titles[news.about]?.(group.length.toLocaleString('en-GB')) ?? news.title;
    return [{ news: { ...news, title, mailboxes: group.length }, ids: group.map(({ id }) => id) }];
  });
}

function keyOf({ id, about, jobId, code, isCleared }: News): string {
  if (titles[about] === undefined || jobId === undefined) return id;
  return JSON.stringify([about, jobId, code, isCleared]);
}
