/** What servers of several makes answer to what we ask, tag by tag, as recorded; names and dates altered. */
export interface RecordedSession {
  readonly listFolders: string;
  readonly status: string;
  readonly open: string;
  readonly listing: string;
  readonly bodies: string;
  readonly append: string;
  readonly other: string;
}

const body = 'From: a@example.com\r\nSubject: {5} * 1 FETCH\r\n\r\nhello\r\n';

export const recordedSessions: readonly RecordedSession[] = [
  {
    listFolders:
      '* LIST (\\HasNoChildren \\Subscribed \\Sent) "/" Sent\r\n* STATUS Sent (MESSAGES 2 UIDNEXT 3 UIDVALIDITY 7 SIZE 90 HIGHESTMODSEQ 4)\r\n' +
      '* LIST (\\HasNoChildren) "/" INBOX\r\n* STATUS INBOX (MESSAGES 2 UIDNEXT 9 UIDVALIDITY 8 SIZE 90 HIGHESTMODSEQ 4)\r\n{tag} OK List completed (0.001 secs).\r\n',
    status:
      '* STATUS {name} (MESSAGES 2 UIDNEXT 9 UIDVALIDITY 8 SIZE 90 HIGHESTMODSEQ 4)\r\n{tag} OK Status completed.\r\n',
    open:
      '* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $Label)\r\n* OK [PERMANENTFLAGS ()] Read-only mailbox.\r\n* 2 EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY 8] UIDs valid\r\n' +
      '* OK [UIDNEXT 9] Predicted next UID\r\n* OK [HIGHESTMODSEQ 4] Highest\r\n{tag} OK [READ-ONLY] Examine completed (0.001 secs).\r\n',
    listing:
      '* 1 FETCH (UID 1 FLAGS (\\Seen $Label) INTERNALDATE "01-Jan-2001 00:00:00 +0100" RFC822.SIZE 57)\r\n' +
      '* 2 FETCH (UID 5 FLAGS () INTERNALDATE " 2-Feb-2002 12:00:00 -0930" RFC822.SIZE 57)\r\n{tag} OK Fetch completed.\r\n',
    bodies:
      `* 1 FETCH (UID 1 FLAGS (\\Seen) INTERNALDATE "01-Jan-2001 00:00:00 +0100" BODY[] {${body.length}}\r\n${body})\r\n` +
      `* 2 FETCH (UID 5 FLAGS () INTERNALDATE " 2-Feb-2002 12:00:00 -0930" BODY[] {${body.length}}\r\n${body})\r\n{tag} OK Fetch completed.\r\n`,
    append: '{tag} OK [APPENDUID 8 9:10] Append completed (0.002 secs).\r\n',
    other: '* OK Still here\r\n{tag} OK Done.\r\n',
  },
  {
    listFolders:
      '* LIST (\\HasChildren) "." "INBOX"\r\n* LIST (\\HasNoChildren \\Trash) "." {11}\r\nINBOX.Tr&AOQ-\r\n* LIST (\\Noselect) "." "INBOX.a\\"b"\r\n{tag} OK LIST completed\r\n',
    status:
      '* STATUS {name} (MESSAGES 2 UIDNEXT 9 UIDVALIDITY 8)\r\n{tag} OK STATUS Completed.\r\n',
    open: '* 2 EXISTS\r\n* 2 RECENT\r\n* OK [UIDVALIDITY 8] Ok\r\n* OK [UIDNEXT 9] Ok\r\n* OK [MYRIGHTS "acdilrsw"] ACL\r\n{tag} OK [READ-ONLY] Ok\r\n',
    listing:
      '* 1 FETCH (RFC822.SIZE 57 INTERNALDATE "01-Jan-2001 00:00:00 +0100" UID 1 FLAGS (\\Seen))\r\n* 2 FETCH (RFC822.SIZE 57 UID 5 FLAGS (Junk NonJunk))\r\n{tag} OK FETCH completed.\r\n',
    bodies:
      `* 1 FETCH (BODY[] {${body.length}}\r\n${body} FLAGS (\\Seen) INTERNALDATE "01-Jan-2001 00:00:00 +0100" UID 1)\r\n` +
      `* 2 FETCH (BODY[] "" FLAGS () UID 5)\r\n{tag} OK FETCH completed.\r\n`,
    append: '+ OK\r\n{tag} OK [APPENDUID 8 9] APPEND Ok.\r\n',
    other: '{tag} NO [CANNOT] no\r\n',
  },
  {
    listFolders:
      '* LIST (\\HasNoChildren) "/" "INBOX"\r\n* LIST (\\HasChildren \\Noselect) "/" "[Gmail]"\r\n* LIST (\\All \\HasNoChildren) "/" "[Gmail]/All Mail"\r\n' +
      '* LSUB () NIL NIL\r\n* LIST (\\HasNoChildren) "/" "&ZeVnLIqe-"\r\n* LIST (\\HasNoChildren) "/" "bad&enc"\r\n{tag} OK Success\r\n',
    status: '* STATUS {name} (MESSAGES 2 UIDNEXT 9 UIDVALIDITY 8)\r\n{tag} OK Success\r\n',
    open: '* FLAGS (\\Answered)\r\n* OK [PERMANENTFLAGS ()] Flags permitted.\r\n* OK [UIDVALIDITY 8] UIDs valid.\r\n* 2 EXISTS\r\n* 0 RECENT\r\n* OK [UIDNEXT 9] Predicted next UID.\r\n{tag} OK [READ-ONLY] {name} selected. (Success)\r\n',
    listing:
      '* 1 FETCH (UID 1 X-GM-LABELS ("\\\\Important" "a b") RFC822.SIZE 57 INTERNALDATE "01-Jan-2001 00:00:00 +0000" FLAGS (\\Seen))\r\n* 2 FETCH (UID 5 RFC822.SIZE 57 INTERNALDATE NIL FLAGS ($NotPhishing))\r\n{tag} OK Success\r\n',
    bodies: `* 1 FETCH (UID 1 INTERNALDATE "01-Jan-2001 00:00:00 +0000" FLAGS (\\Seen) BODY[] {${body.length}}\r\n${body})\r\n* 2 FETCH (UID 5 BODY[] NIL)\r\n{tag} OK Success\r\n`,
    append: '{tag} BAD [ALERT] Request is throttled. Suggested Backoff Time: 100 milliseconds\r\n',
    other: '* BYE Session expired, please login again.\r\n{tag} OK Success\r\n',
  },
];
