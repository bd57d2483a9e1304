import { createHash } from 'node:crypto';
import { TLSSocket } from 'node:tls';
import type { Session } from '../server/session.ts';

/** The channel bindings that SCRAM's -PLUS can be asked for here. */
export const bindingTypes = ['tls-exporter', 'tls-server-end-point'] as const;

export type BindingType = (typeof bindingTypes)[number];

/** What ties the session to its TLS connection (RFC 9266, RFC 5929 §4); undefined: not in that way. Our certificate is taken to be signed with SHA-256. */
export function bindingOf(session: Session, type: string | undefined): Buffer | undefined {
  const { stream, settings } = session;
  const known = settings.bindings.find((name) => name === type);
  if (known === undefined || !(stream instanceof TLSSocket)) return undefined;
  if (known === 'tls-exporter')
    return stream.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0));
  const own = stream.getX509Certificate()?.raw;
  return own && createHash('sha256').update(own).digest();
}
