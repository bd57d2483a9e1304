import type { SpecialUse } from '@mailhaul/connector-contract';
import { describe, expect, it } from 'vitest';
import { folderNatureOf, serverKindOf } from './folder-nature.ts';
import { exchangeWords, wordsIn, wordsOfUse } from './folder-words.ts';
import { specialUseOf } from './special-use.ts';

/** Language, sent, drafts, trash, junk: as Outlook, Thunderbird, Gmail, Apple Mail or a hoster's own program names them. */
const named: readonly (readonly [string, string, string, string, string])[] = [
  ['Apple Mail, iCloud', 'Sent Messages', 'Drafts', 'Deleted Messages', 'Junk'],
  ['Outlook, Exchange', 'Sent Items', 'Drafts', 'Deleted Items', 'Junk Email'],
  ['Yahoo', 'Sent', 'Draft', 'Trash', 'Bulk Mail'],
  ['German', 'Gesendete Elemente', 'Entwürfe', 'Gelöschte Elemente', 'Spamverdacht'],
  ['French', 'Éléments envoyés', 'Brouillons', 'Éléments supprimés', 'Courrier indésirable'],
  ['Spanish', 'Elementos enviados', 'Borradores', 'Papelera', 'Correo no deseado'],
  ['Italian', 'Posta inviata', 'Bozze', 'Cestino', 'Posta indesiderata'],
  ['Dutch', 'Verzonden items', 'Concepten', 'Prullenbak', 'Ongewenste e-mail'],
  ['Portuguese', 'Itens enviados', 'Rascunhos', 'Lixeira', 'Lixo eletrônico'],
  ['Swedish', 'Skickat', 'Utkast', 'Papperskorgen', 'Skräppost'],
  ['Danish', 'Sendt post', 'Kladder', 'Slettet post', 'Uønsket mail'],
  ['Norwegian', 'Sendte elementer', 'Utkast', 'Slettede elementer', 'Søppelpost'],
  ['Finnish', 'Lähetetyt', 'Luonnokset', 'Roskakori', 'Roskaposti'],
  ['Polish', 'Elementy wysłane', 'Kopie robocze', 'Kosz', 'Wiadomości-śmieci'],
  ['Czech', 'Odeslaná pošta', 'Koncepty', 'Koš', 'Nevyžádaná pošta'],
  ['Slovak', 'Odoslaná pošta', 'Rozpracované', 'Odstránená pošta', 'Nevyžiadaná pošta'],
  ['Hungarian', 'Elküldött elemek', 'Piszkozatok', 'Törölt elemek', 'Levélszemét'],
  ['Romanian', 'Elemente trimise', 'Ciorne', 'Elemente șterse', 'Mesaje nedorite'],
  ['Russian', 'Отправленные', 'Черновики', 'Удаленные', 'Нежелательная почта'],
  ['Ukrainian', 'Надіслані', 'Чернетки', 'Видалені', 'Небажана пошта'],
  ['Greek', 'Απεσταλμένα', 'Πρόχειρα', 'Διαγραμμένα', 'Ανεπιθύμητα'],
  ['Turkish', 'Gönderilmiş Öğeler', 'Taslaklar', 'Silinmiş Öğeler', 'Önemsiz E-posta'],
  ['Hebrew', 'פריטים שנשלחו', 'טיוטות', 'פריטים שנמחקו', 'דואר זבל'],
  ['Arabic', 'العناصر المرسلة', 'المسودات', 'العناصر المحذوفة', 'البريد العشوائي'],
  ['Japanese', '送信済みアイテム', '下書き', '削除済みアイテム', '迷惑メール'],
  ['Chinese, simplified', '已发送邮件', '草稿', '已删除邮件', '垃圾邮件'],
  ['Chinese, traditional', '寄件備份', '草稿', '刪除的郵件', '垃圾郵件'],
  ['Korean', '보낸 편지함', '임시 보관함', '지운 편지함', '정크 메일'],
];

const none: ReadonlySet<string> = new Set();

describe('uses by name', () => {
  it.for(named)('%s', ([, sent, drafts, trash, junk]) => {
    const useOf = (name: string) => specialUseOf([name], none)?.use;
    expect([sent, drafts, trash, junk].map(useOf)).toEqual(['sent', 'drafts', 'trash', 'junk']);
    // As a Mac writes them, and in capitals.
    expect(useOf(sent.normalize('NFD'))).toBe('sent');
    expect(useOf(junk.toUpperCase().toLowerCase())).toBe('junk');
  });

  it('no name stands for two uses', () => {
    const all = Object.values(wordsOfUse).map((lines) => new Set(wordsIn(lines)));
    const names = all.flatMap((words) => [...words]);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  it('by XLIST and RFC 6154, whatever the name', () => {
    const by = (attribute: string): SpecialUse | undefined =>
      specialUseOf(['Post'], new Set([attribute]))?.use;
    expect(['\\sent', '\\allmail', '\\starred', '\\spam', '\\haschildren'].map(by)).toEqual([
      'sent',
      'all',
      'flagged',
      'junk',
      undefined,
    ]);
  });
});

describe('natures', () => {
  const natureOf = (path: string[], capabilities: string[], serverName?: string) =>
    folderNatureOf(path, {
      attributes: none,
      use: undefined,
      server: serverKindOf(capabilities, serverName),
      isVirtual: false,
    });

  it('Exchange is told by its name, or by what only it offers', () => {
    const name = 'Microsoft.Exchange.Imap4.Imap4Server 15.20';
    expect(natureOf(['Kalender'], ['IMAP4REV1'], name)).toBe('not-mail');
    const of2007 = ['IMAP4', 'IMAP4REV1', 'UIDPLUS', 'CHILDREN', 'IDLE', 'NAMESPACE', 'LITERAL+'];
    expect(natureOf(['Sync Issues', 'Local Failures'], of2007)).toBe('sync-log');
    const hMailServer = ['IMAP4', 'IMAP4REV1', 'CHILDREN', 'IDLE', 'QUOTA', 'SORT', 'ACL'];
    expect(natureOf(['Kalender'], hMailServer)).toBeUndefined();
    expect(natureOf(['Kalender'], ['IMAP4', 'IMAP4REV1'], 'hMailServer')).toBeUndefined();
    expect(natureOf(['Kalender'], ['IMAP4REV1'], 'Dovecot')).toBeUndefined();
  });

  it('Zimbra is told by its name, and only what it keeps at the top is no mail', () => {
    const natures = (...path: string[]) =>
      natureOf(path, ['IMAP4REV1', 'ID'], 'Zimbra 8.8.15_GA_3869');
    expect(natures('Emailed Contacts')).toBe('not-mail');
    expect(natures('Calendar', 'Team')).toBe('not-mail');
    expect(natures('Chats')).toBe('chats');
    expect(natures('Projects', 'Calendar')).toBeUndefined();
    expect(natures('Notes')).toBeUndefined();
  });

  it('no folder for mail is among what Exchange keeps beside it', () => {
    const uses = new Set(Object.values(wordsOfUse).flatMap((lines) => wordsIn(lines)));
    const kept = Object.values(exchangeWords).flatMap((lines) => wordsIn(lines));
    expect(kept.filter((name) => uses.has(name))).toEqual([]);
  });

  it('chats are Gmail’s, in its own container only', () => {
    expect(natureOf(['[Gmail]', 'Chats'], ['X-GM-EXT-1'])).toBe('chats');
    expect(natureOf(['Chats'], ['X-GM-EXT-1'])).toBeUndefined();
    expect(natureOf(['[Gmail]', 'Chats'], [])).toBeUndefined();
  });
});
