import { ConnectionUrlRefused } from '../connection-url-refused.ts';

/** `{mailbox}`, `{local}` and `{domain}` of that mailbox's name. */
export function fillTemplate(template: string, mailbox: string): string {
  const at = mailbox.lastIndexOf('@');
  const parts: Readonly<Record<string, string>> = {
    mailbox,
    local: at === -1 ? mailbox : mailbox.slice(0, at),
    domain: at === -1 ? '' : mailbox.slice(at + 1),
  };
  return template.replace(/\{(mailbox|local|domain)\}/g, (_, name: string) => parts[name] ?? '');
}

/** The same for a path: a mailbox's name cannot lead elsewhere. @throws ConnectionUrlRefused */
export function fillPath(template: string, mailbox: string): string {
  if (template.includes('{') && (/[/\\\0]/.test(mailbox) || mailbox.startsWith('.'))) {
    throw new ConnectionUrlRefused(
      'the connection URL: the user name holds / or \\ or begins with a dot, which cannot stand in a file name',
    );
  }
  return fillTemplate(template, mailbox);
}
