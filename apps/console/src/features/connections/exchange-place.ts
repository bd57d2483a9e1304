import type { ConnectionDraft } from './connection-draft.ts';

/** The usual path needs no saying. */
const usualPath = /^\/(?:ews\/exchange\.asmx)?$/i;

/** What of a form follows from a server that was given as a URL; nothing where it was not. */
export function placeIn(host: string): Partial<ConnectionDraft> {
  const url = /^https?:\/\//i.test(host.trim()) ? URL.parse(host.trim()) : null;
  if (url === null) return {};
  return {
    host: url.hostname,
    port: url.port,
    security: url.protocol === 'https:' ? 'tls' : 'none',
    path: usualPath.test(url.pathname) ? '' : url.pathname,
  };
}

/** What is to be known of a server of Exchange before it is tried; undefined: nothing. */
export function warningOf({
  kind,
  host,
  isFound,
}: Pick<ConnectionDraft, 'kind' | 'host' | 'isFound'>): string | undefined {
  const name = host.trim().replace(/\.$/, '');
  if (kind === 'imap' || isFound || name === '' || name.includes('/')) return undefined;
  if (kind === 'office365' || /(?:^|\.)outlook\.(?:office365|office)\.com$/i.test(name)) {
    return onlineWords;
  }
  const isAddress = /^[\d.]+$/.test(name) || name.includes(':');
  if (!isAddress && name.includes('.')) return undefined;
  return `${isAddress ? 'An address' : 'A short name'}: better is the full name that stands in the server’s certificate. Certificates are checked by it, and under another name later the mailboxes are others to what was migrated.`;
}

const onlineWords =
  'Microsoft blocks EWS to Exchange Online by default since 1 October 2026 and ends it on 1 April 2027. Until then an administrator must allow it: Set-OrganizationConfig -EwsEnabled $true, and the application in EwsAllowList.';
