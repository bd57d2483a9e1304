import type { Folder } from '@mailhaul/connector-contract';
import { describe, expect, it } from 'vitest';
import { folderTest } from './folder-patterns.ts';

function folder(path: string, more: Partial<Folder> = {}): Folder {
  return { id: path, path: path.split('/'), canHoldItems: true, isSubscribed: true, ...more };
}

const sources = [
  folder('INBOX', { specialUse: 'inbox', isUseDeclared: true }),
  folder('INBOX/Old'),
  folder('Inboxes'),
  folder('Gesendet', { specialUse: 'sent', isUseDeclared: true }),
  folder('Gesendet/2019'),
  folder('Sent', { specialUse: 'sent' }),
  folder('Papierkorb', { specialUse: 'trash' }),
  folder('Shared folders/bob/Trash', { specialUse: 'trash', sharing: 'shared' }),
  folder('Projects'),
  folder('Projects/Alpha'),
  folder('Projects/Alpha/Old'),
  folder('#Inbox'),
  folder('a*b'),
  folder('a\\b'),
  folder('aXb'),
  folder('Postausgang', { nature: 'outbox' }),
];

const named = (...patterns: string[]) =>
  sources.filter(folderTest(patterns, sources)).map(({ id }) => id);

describe('folderTest', () => {
  it.each<[string, string[]]>([
    ['Projects', ['Projects', 'Projects/Alpha', 'Projects/Alpha/Old']],
    ['Projects/*', ['Projects/Alpha', 'Projects/Alpha/Old']],
    ['projects', []],
    ['Proj', []],
    ['Proj*', ['Projects', 'Projects/Alpha', 'Projects/Alpha/Old']],
    ['*/Old', ['INBOX/Old', 'Projects/Alpha/Old']],
    ['P*/*/Old', ['Projects/Alpha/Old']],
    ['*lpha*', ['Projects/Alpha', 'Projects/Alpha/Old']],
    ['Inbox', ['INBOX', 'INBOX/Old']],
    ['inbox/*', ['INBOX/Old']],
    ['a*b', ['a*b', 'a\\b', 'aXb']],
    ['a\\*b', ['a*b']],
    ['a\\b', ['a\\b']],
    ['a\\\\b', ['a\\b']],
  ])('%s names %j', (pattern, ids) => {
    expect(named(pattern)).toEqual(ids);
  });

  it.each<[string, string[]]>([
    ['#Inbox', ['INBOX', 'INBOX/Old']],
    ['#Inbox/*', ['INBOX/Old']],
    ['#INBOX#/*', ['INBOX/Old']],
    ['#SentItems', ['Gesendet', 'Gesendet/2019']],
    ['#Sent/20*', ['Gesendet/2019']],
    ['#DeletedItems', ['Papierkorb']],
    ['#Outbox', ['Postausgang']],
    ['#Calendar', []],
    ['\\#Inbox', ['#Inbox']],
    ['#Unknown', []],
  ])('%s stands for the folder of that use, whatever it is called: %j', (pattern, ids) => {
    expect(named(pattern)).toEqual(ids);
  });

  it('takes several patterns, and none names nothing', () => {
    expect(named('#Inbox/*', 'aXb')).toEqual(['INBOX/Old', 'aXb']);
    expect(named()).toEqual([]);
  });

  it('takes names in either spelling of an accent', () => {
    const composed = [folder('Entwürfe'.normalize('NFC'))];
    expect(composed.every(folderTest(['Entwürfe'.normalize('NFD')], composed))).toBe(true);
  });

  it('answers patterns that are made to take long at once', () => {
    const long = [folder('a'.repeat(2000))];
    const patterns = Array.from({ length: 50 }, () => `${'*a'.repeat(900)}b`);
    expect(long.some(folderTest(patterns, long))).toBe(false);
  });
});
