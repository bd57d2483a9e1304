export { Notifier, type NotifierMeter, type NotifierOptions } from './notifier.ts';
export type { Mailer, NewsMail } from './mailer.ts';
export { NotifierModule } from './notifier.module.ts';
export { type SmtpOptions, smtpMailer } from './smtp-mailer.ts';
