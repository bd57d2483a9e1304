/**
 * Names under which mail programs and servers keep folders of a use, where the server does not say what they are for: lower
 * case, one line for each language or program. Only names that mean nothing else.
 */
export const wordsOfUse = {
  sent: [
    'sent|sent items|sent mail|sent messages|sent-mail|sentmail|sent e-mail|sent email',
    // German; GMX and WEB.DE; T-Online; Outlook
    'gesendet|gesendete objekte|gesendete elemente|gesendete nachrichten|gesendete mails|postausgang - gesendet',
    'envoyés|éléments envoyés|messages envoyés|objets envoyés|courriers envoyés|courrier envoyé',
    'enviados|elementos enviados|correo enviado|mensajes enviados|correos enviados',
    'posta inviata|inviata|inviati|elementi inviati|messaggi inviati',
    'verzonden|verzonden items|verzonden berichten|verstuurd',
    'itens enviados|e-mails enviados|mensagens enviadas|correio enviado',
    'skickat|skickade objekt|skickade meddelanden',
    'sendt|sendt post|sendte elementer|sendte beskeder|sendte meldinger|sende elementer|sende element',
    'lähetetyt|lähetetyt viestit|lähetetyt kohteet|saadetud|saadetud kirjad|saadetud üksused',
    'wysłane|elementy wysłane|wysłane wiadomości',
    'odeslané|odeslaná pošta|odeslané položky|odoslané|odoslaná pošta|odoslané položky',
    'elküldött|elküldött elemek|elküldött üzenetek|elküldött levelek',
    'trimise|elemente trimise|mesaje trimise|poslano|poslane stavke|poslani predmeti|poslato|poslana pošta',
    'отправленные|отправленное|отправленная почта|надіслані|надіслане|відправлені|изпратени|изпратена поща|послато|дасланыя',
    'απεσταλμένα|σταλμένα|εξερχόμενα απεσταλμένα',
    'gönderilmiş öğeler|gönderilmiş|gönderilmiş postalar|gönderilenler|gönderilen',
    'נשלח|פריטים שנשלחו|דואר שנשלח|المرسل|المرسلة|العناصر المرسلة|البريد المرسل|ارسال شده',
    '送信済み|送信済みアイテム|送信済みメール|送信済みトレイ|已发送|已发送邮件|已發送|已傳送|寄件備份|已寄出的郵件|보낸 편지함|보낸편지함|보낸 메일함|보낸메일함',
    'ส่งแล้ว|รายการที่ส่ง|đã gửi|thư đã gửi|mục đã gửi|terkirim|item terkirim|nosūtītie|nosūtītās|išsiųsti|išsiųsti laiškai|elements enviats|enviats',
  ],
  drafts: [
    'drafts|draft|draft messages|entwürfe|entwurf|brouillons|brouillon|borradores|borrador|bozze',
    'concepten|rascunhos|utkast|kladder|kladde|udkast|luonnokset|mustandid|mustand',
    'kopie robocze|wersje robocze|szkice|koncepty|rozepsané|rozpracované|piszkozatok|vázlatok|ciorne|schițe|nacrti|skice|osnutki',
    'черновики|черновик|чернетки|чернови|чарнавікі|нацрти|πρόχειρα|πρόχειρο|taslaklar|taslak',
    'טיוטות|المسودات|مسودات|پیش‌نویس‌ها|下書き|草稿|草稿箱|草稿匣|임시 보관함|임시보관함|임시 보관 메일함',
    'แบบร่าง|ร่าง|thư nháp|bản nháp|konsep|draf|melnraksti|juodraščiai|esborranys',
  ],
  trash: [
    'trash|deleted items|deleted messages|deleted|bin|trash can|wastebasket|deleted-items',
    'papierkorb|gelöscht|gelöschte objekte|gelöschte elemente|gelöschte nachrichten',
    'corbeille|éléments supprimés|messages supprimés|objets supprimés|poubelle',
    'papelera|papelera de reciclaje|elementos eliminados|mensajes eliminados|eliminados',
    'cestino|posta eliminata|elementi eliminati|messaggi eliminati',
    'prullenbak|prullenmand|verwijderde items|verwijderde berichten|verwijderd',
    'lixeira|itens excluídos|itens eliminados|mensagens excluídas|reciclagem',
    'papperskorgen|papperskorg|borttaget|borttagna objekt|slettet post|slettede elementer|slettede meldinger|slettet|papirkurv|papirkurven|søppel',
    'roskakori|poistetut|poistetut kohteet|poistetut viestit|prügikast|kustutatud üksused|kustutatud kirjad',
    'kosz|elementy usunięte|usunięte|koš|odstraněná pošta|odstraněné položky|kôš|odstránené položky|odstránená pošta',
    'lomtár|törölt elemek|kuka|törölt levelek|coș de gunoi|elemente șterse|gunoi|smeće|izbrisane stavke|obrisane stavke|otpad|koš za smeti|izbrisano',
    'корзина|удаленные|удалённые|кошик|видалені|кошче|изтрити|смеће|сметніца|κάδος|κάδος απορριμμάτων|διαγραμμένα',
    'çöp kutusu|çöp|silinmiş öğeler|silinmiş|אשפה|פריטים שנמחקו|דואר שנמחק|المهملات|سلة المهملات|العناصر المحذوفة|المحذوفة|زباله‌دان',
    'ごみ箱|ゴミ箱|削除済みアイテム|已删除|已删除邮件|已刪除的郵件|刪除的郵件|垃圾桶|回收站|废件箱|휴지통|지운 편지함|지운편지함',
    'ถังขยะ|รายการที่ถูกลบ|thùng rác|mục đã xóa|sampah|tong sampah|atkritne|miskaste|šiukšlinė|šiukšliadėžė|paperera|elements suprimits',
  ],
  junk: [
    'junk|junk e-mail|junk email|junk mail|junk-e-mail|spam|spam mail|bulk mail|bulk|suspected spam|spambox|spam-mail',
    'spamverdacht|junk-mail|unerwünscht|unerwünschte werbung|werbung/spam',
    'courrier indésirable|indésirables|indésirable|pourriel|pourriels|quarantaine',
    'correo no deseado|correo basura|no deseado|posta indesiderata|indesiderata',
    'ongewenste e-mail|ongewenst|ongewenste mail|ongewenste reclame',
    'lixo eletrônico|lixo eletrónico|correio eletrónico não solicitado|e-mail de lixo',
    'skräppost|skräp|uønsket e-post|uønsket mail|uønsket post|søppelpost|uønsket e-mail|roskaposti|rämpspost',
    'wiadomości-śmieci|wiadomości śmieci|niechciane|nevyžádaná pošta|nevyžádané|nevyžiadaná pošta|nevyžiadaná',
    'levélszemét|kéretlen levelek|mesaje nedorite|mesaj nedorit|bezvrijedna pošta|neželjena e-pošta|neželjena pošta|neželena pošta|vsiljena pošta',
    'спам|нежелательная почта|нежелательные|небажана пошта|нежелана поща|непожељна пошта|ανεπιθύμητα|ανεπιθύμητη αλληλογραφία',
    'önemsiz e-posta|önemsiz|gereksiz e-posta|istenmeyen|istenmeyen posta|דואר זבל|זבל|ספאם|البريد العشوائي|بريد غير مرغوب|البريد غير الهام|رسائل غير مرغوب فيها|هرزنامه',
    '迷惑メール|迷惑メールフォルダ|垃圾邮件|垃圾邮件箱|垃圾郵件|垃圾信件|廣告郵件|스팸메일함|스팸 메일|스팸|정크 메일|스팸편지함',
    'อีเมลขยะ|เมลขยะ|thư rác|email sampah|mēstules|surogātpasts|brukalas|šlamštas|correu brossa',
  ],
  archive: [
    'archive|archives|archived|archiv|archivo|archivos|archivio|archief|arquivo|arquivo morto|arquivos',
    'arkiv|arkisto|arhiiv|archiwum|archív|archívum|arhivă|arhiva|arhiv|архив|архів|архіў|архива|αρχείο|αρχειοθήκη',
    'arşiv|ארכיון|أرشيف|الأرشيف|بایگانی|アーカイブ|存档|归档|封存|封存檔|보관함|보관|ที่เก็บถาวร|lưu trữ|arsip|arhīvs|archyvas|archyvai|arxiu',
  ],
} as const;

/** Names of Exchange's folders that hold no mail, as its IMAP service lists them, by what they are. */
export const exchangeWords = {
  'not-mail': [
    'calendar|contacts|tasks|notes|journal|suggested contacts|recipient cache|quick contacts|birthdays',
    'kalender|kontakte|aufgaben|notizen|vorgeschlagene kontakte|calendrier|contacts suggérés|tâches|remarques',
    'calendario|contactos|contatti|tareas|attività|notas|note|diario|contactos sugeridos|contatti suggeriti',
    'agenda|contactpersonen|taken|notities|logboek|logbog|loggbok|calendário|contatos|contactos|tarefas|anotações|diário',
    'kontakter|uppgifter|anteckningar|opgaver|noter|oppgaver|notater|journal|kalenteri|yhteystiedot|tehtävät|muistilaput|päiväkirja',
    'kalendarz|kontakty|zadania|notatki|dziennik|kalendář|úkoly|poznámky|deník|kalendár|úlohy|denník',
    'naptár|névjegyek|feladatok|feljegyzések|napló|kalendar|persoane de contact|activități|jurnal',
    'календарь|контакты|задачи|заметки|дневник|календар|контакти|завдання|нотатки|ημερολόγιο|επαφές|εργασίες|σημειώσεις',
    'takvim|kişiler|görevler|notlar|günlük|יומן|אנשי קשר|משימות|פתקים|التقويم|جهات الاتصال|المهام|الملاحظات',
    '予定表|連絡先|タスク|仕事|メモ|履歴|日历|联系人|任务|便笺|日记|行事曆|連絡人|工作|記事|일정|연락처|작업|메모|업무 일지',
  ],
  'sync-log': [
    'sync issues|synchronisierungsprobleme|problèmes de synchronisation|problemas de sincronización|problemi di sincronizzazione',
    'synchronisatieproblemen|problemas de sincronização|synkroniseringsproblem|synkroniseringsproblemer|synkronointiongelmat',
    'problemy z synchronizacją|problémy synchronizace|problémy se synchronizací|problémy so synchronizáciou|szinkronizálási problémák|probleme de sincronizare',
    'проблемы синхронизации|ошибки синхронизации|проблеми синхронізації|προβλήματα συγχρονισμού|eşitleme sorunları|בעיות סינכרון|مشكلات المزامنة',
    '同期の失敗|同步问题|同步處理問題|동기화 문제',
  ],
  outbox: [
    "outbox|postausgang|boîte d'envoi|bandeja de salida|posta in uscita|postvak uit|caixa de saída|a enviar|utkorgen|udbakke|utboks|lähtevät",
    'skrzynka nadawcza|pošta k odeslání|pošta na odoslanie|postázandó üzenetek|mesaje de expediat|исходящие|вихідні|εξερχόμενα|giden kutusu|דואר יוצא|علبة الصادر|送信トレイ|发件箱|寄件匣|보낼 편지함',
  ],
} as const;

/** Zimbra's folders that hold no mail, by their names, which are the same in every language. */
export const zimbraWords = {
  'not-mail': ['contacts|emailed contacts|calendar|tasks|briefcase|notebook'],
  chats: ['chats'],
} as const;

/** What Gmail calls its chats, below its own container. */
export const chatWords = [
  'chats|chat|unterhaltungen|discussions|tous les chats|conversaciones|conversas|bate-papos|gesprekken|chattar|samtaler|czaty|чаты|чати|sohbetler|チャット|聊天|聊天记录|채팅',
];

/** The words of such a list, each as it is compared. */
export function wordsIn(lines: readonly string[]): string[] {
  return lines.flatMap((line) => line.split('|')).map(plainWord);
}

/** Case, the way accents are composed, and blanks around it do not tell names apart. */
export function plainWord(name: string): string {
  return name.normalize('NFC').toLowerCase().trim();
}
