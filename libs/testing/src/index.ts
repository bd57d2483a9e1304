export {
  anyUserPassword,
  type DovecotOptions,
  type DovecotServer,
  freePort,
  hasDovecot,
  type MailFormat,
  type MailMedium,
  startDovecot,
} from './servers/index.ts';
