export { type DovecotServer, hasDovecot, startDovecot } from './dovecot.ts';
export {
  anyUserPassword,
  type DovecotOptions,
  type MailFormat,
  type MailMedium,
} from './dovecot-options.ts';
export { freePort } from './free-port.ts';
