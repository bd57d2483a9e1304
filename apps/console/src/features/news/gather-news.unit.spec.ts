import type { News } from '@mailhaul/contracts';
import { describe, expect, it } from 'vitest';
import { gatherNews } from './gather-news.ts';

let count = 0;
function need(more: Partial<News> = {}): News {
  count += 1;
  const facts = { tone: 'bad', about: 'mailbox-failed', code: 'sign-in-rejected' } as const;
  const words = { title: `m${count} needs you`, detail: 'In Office.' };
  return {
    ...{ id: `n${count}`, at: 1000 - count, ...facts, ...words },
    ...{ jobId: 'office', pairId: `m${count}`, isCleared: false, ...more },
  };
}
const titlesOf = (news: readonly News[]) => gatherNews(news).map((group) => group.news.title);

describe('news of one reason', () => {
  it('become one entry that counts the mailboxes, where the newest stood', () => {
    const finished: News = { ...need(), id: 'f', about: 'job-finished', title: 'Office' };
    const [a, b, c] = [need(), need(), need()];
    const groups = gatherNews([a, finished, b, c]);
    expect(groups.map(({ news, ids }) => [news.title, ids])).toEqual([
      ['3 mailboxes need you', [a.id, b.id, c.id]],
      ['Office', ['f']],
    ]);
    expect(groups[0]?.news).toMatchObject({ id: a.id, at: a.at, mailboxes: 3 });
  });

  it('stay named while they are few', () => {
    const [a, b] = [need(), need()];
    expect(titlesOf([a, b])).toEqual([a.title, b.title]);
  });

  it.each([
    ['job', { jobId: 'other' }],
    ['reason', { code: 'quota-full' }],
    ['kind', { about: 'mailbox-died' }],
    ['state', { isCleared: true }],
  ])('of another %s stand apart', (_of, more) => {
    const apart = need(more);
    expect(titlesOf([need(), need(), apart, need()])).toEqual([
      '3 mailboxes need you',
      apart.title,
    ]);
  });

  it('of no job are never gathered', () => {
    const alone = () => {
      const { jobId: _job, ...news } = need();
      return news;
    };
    expect(titlesOf([alone(), alone(), alone()])).toHaveLength(3);
  });
});
